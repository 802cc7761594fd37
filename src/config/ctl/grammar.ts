/** What a block may hold: keyword over the number of values, or the block that its last value opens. */
export type Context = 'global' | 'auth-group' | 'portal-group' | 'target' | 'lun' | 'foreign-block'

export interface Shape {
  /** Values behind the keyword. */
  readonly values: number
  /** One more value may follow. */
  readonly optional?: true
  /** Opens `{ … }`; `or-value`: or has one more value instead. */
  readonly block?: Context
  readonly orValue?: true
}

const one: Shape = { values: 1 }
const two: Shape = { values: 2 }
const none: Shape = { values: 0 }

const authentication: Readonly<Record<string, Shape>> = {
  'auth-type': one,
  chap: two,
  'chap-mutual': { values: 4 },
  'initiator-name': one,
  'initiator-portal': one,
  'host-nqn': one,
  'host-address': one,
}

export const grammar: Readonly<Record<Context, Readonly<Record<string, Shape>>>> = {
  global: {
    'auth-group': { values: 1, block: 'auth-group' },
    'portal-group': { values: 1, block: 'portal-group' },
    'transport-group': { values: 1, block: 'foreign-block' },
    controller: { values: 1, block: 'foreign-block' },
    target: { values: 1, block: 'target' },
    lun: { values: 1, block: 'lun' },
    debug: one,
    'isns-server': one,
    'isns-period': one,
    'isns-timeout': one,
    maxproc: one,
    pidfile: one,
    timeout: one,
  },
  'auth-group': authentication,
  'portal-group': {
    'discovery-auth-group': one,
    'discovery-filter': one,
    listen: one,
    'listen-iser': one,
    offload: one,
    option: two,
    redirect: one,
    tag: one,
    foreign: none,
    dscp: one,
    pcp: one,
  },
  target: {
    ...authentication,
    alias: one,
    'auth-group': one,
    lun: { values: 1, block: 'lun', orValue: true },
    offload: one,
    port: one,
    'portal-group': { values: 1, optional: true },
    redirect: one,
  },
  lun: {
    backend: one,
    blocksize: one,
    'ctl-lun': one,
    'device-id': one,
    'device-type': one,
    option: two,
    path: one,
    serial: one,
    size: one,
  },
  'foreign-block': {},
}

const keywords: ReadonlySet<string> = new Set(Object.values(grammar).flatMap((shapes) => Object.keys(shapes)))

/** A bare keyword cannot be a value. */
export const isKeyword = (word: string): boolean => keywords.has(word)
