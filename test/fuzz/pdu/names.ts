/** Targets of the daemon under test. */
export const TARGETS = {
  /** Whatever comes. */
  wild: 'iqn.2026-01.test.tscst:wild',
  /** Initiators that keep to the standard, and must get every answer. */
  sound: 'iqn.2026-01.test.tscst:sound',
  /** Demands CHAP. */
  accounts: 'iqn.2026-01.test.tscst:accounts',
  /** Who looks whether others are served meanwhile. */
  bystander: 'iqn.2026-01.test.tscst:bystander',
} as const

export const ACCOUNT = { user: 'joe', secret: 'joes-long-secret' } as const
export const TARGET_ACCOUNT = { user: 'target', secret: 'targets-long-secret' } as const
