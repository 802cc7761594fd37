/** Login status by name (RFC 7143 §11.13.5): class in the upper byte, detail in the lower. */
export const LOGIN_STATUS = {
  success: 0x0000,
  'target moved temporarily': 0x0101,
  'target moved permanently': 0x0102,
  'initiator error': 0x0200,
  'authentication failure': 0x0201,
  'not found': 0x0203,
  'unsupported version': 0x0205,
  'too many connections': 0x0206,
  'missing parameter': 0x0207,
  'session type not supported': 0x0209,
  'session does not exist': 0x020a,
  'invalid during login': 0x020b,
  'service unavailable': 0x0301,
  'out of resources': 0x0302,
} as const
export type LoginStatus = keyof typeof LOGIN_STATUS

export interface RefusalDetail {
  /** What goes into the log after who and where. */
  readonly reason: string
  /** Stage to show in the response; that of the request when absent. */
  readonly csg?: number
  /** The address of a redirection. */
  readonly targetAddress?: string
}

/** A login that ends here; caught where login requests are answered. */
export class LoginError extends Error {
  readonly status: LoginStatus
  readonly detail: RefusalDetail

  constructor(status: LoginStatus, detail: RefusalDetail) {
    super(detail.reason)
    this.name = 'LoginError'
    this.status = status
    this.detail = detail
  }
}

/** A login that is answered by closing the connection: initiators try again as after a lost connection. */
export class LoginDropped extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'LoginDropped'
  }
}
