import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { PortalAddress } from '../iscsi/portal.ts'
import type { Extensions } from '../scsi/logical-unit.ts'
import { defaultSocket, runtimeDirectory } from '../sysfs/open.ts'
import { parsePort, parsePortal } from './portal-address.ts'

/** Rows: the key in scstd.ini, the option of the command line if any, how a text is read. */
export const SETTINGS = {
  socket: { option: 'socket', argument: 'PATH', says: 'control socket', read: path },
  portal: {
    option: 'portal',
    argument: 'ADDR[:PORT]',
    says: 'listen here; repeatable (default: all addresses, port 3260)',
    read: words,
  },
  address: {
    option: 'address',
    short: 'a',
    argument: '"ADDR …"',
    says: 'listen on these addresses',
    read: words,
  },
  port: { option: 'port', short: 'p', argument: 'PORT', says: 'port where none is given', read: portNumber },
  login: { says: 'serve initiators', read: flag },
  login_timeout: { says: 'seconds from accept to full feature phase', read: positive },
  discovery_timeout: { says: 'seconds that a discovery session may be idle', read: positive },
  max_sessions: { says: 'sessions at once', read: positive },
  chap_strict: { says: 'refuse logins with one CHAP secret for both directions', read: flag },
  initiator_files: { says: 'directory of initiators.allow and initiators.deny', read: path },
  isns_esi_interval: { says: 'seconds between status inquiries of an iSNS server; 0: none', read: number },
  modules: {
    option: 'modules',
    argument: 'NAME,…',
    says: 'modules to load, by the names that SCST gives them',
    read: commaList,
  },
  log_level: {
    option: 'debug',
    short: 'd',
    argument: 'LEVEL',
    says: 'log more: 1 steps, 2 details',
    read: number,
  },
  log_file: { option: 'log-file', argument: 'PATH', says: 'JSON lines; "-" is stdout', read: pathOrDash },
  pid_file: { option: 'pid-file', argument: 'PATH', says: 'pid file of the background process', read: path },
  state_directory: {
    option: 'state-directory',
    argument: 'DIR',
    says: 'persistent reservations and saved mode pages',
    read: path,
  },
  sanitize: { option: 'allow-sanitize', says: 'answer SANITIZE, which SCST does not', read: flag },
  unmapped_reads_zeros: { says: 'unmapped blocks are said to read as zeros', read: flag },
  max_unmap_descriptors: {
    option: 'max-unmap-descriptors',
    argument: 'N',
    says: 'descriptors that one UNMAP may have',
    read: number,
  },
  format_writes_zeros: { says: 'FORMAT UNIT overwrites', read: flag },
  mount: { option: 'mount', argument: 'DIR', says: 'show the tree as a file system there', read: path },
  uid: { option: 'uid', short: 'u', argument: 'UID', says: 'run as this user', read: number },
  gid: { option: 'gid', short: 'g', argument: 'GID', says: 'run as this group', read: number },
} as const

export type SettingName = keyof typeof SETTINGS
/** As given; several where an option is repeated. */
export type SettingTexts = Readonly<Partial<Record<SettingName, readonly string[]>>>

export interface DaemonSettings {
  readonly socket: string
  readonly portals: readonly PortalAddress[]
  readonly login: boolean
  readonly loginTimeout: number | undefined
  readonly discoveryTimeout: number | undefined
  readonly maxSessions: number | undefined
  readonly chapStrict: boolean | undefined
  readonly initiatorFiles: string | undefined
  readonly isnsEsiInterval: number | undefined
  /** undefined: the usual set. */
  readonly modules: readonly string[] | undefined
  readonly logLevel: number
  readonly logFile: string | undefined
  /** Where a process in the background logs unless told otherwise. */
  readonly backgroundLog: string
  /** Of a process in the background. */
  readonly pidFile: string
  /** `iscsi-scstd`'s, beside our own where that stands at its usual place. */
  readonly compatiblePidFile: string | undefined
  readonly stateDirectory: string
  readonly extensions: Extensions
  readonly mount: string | undefined
  /** Whom to run as; undefined: as whoever starts it. */
  readonly user: User | undefined
}

/** 0 in a setting leaves what is. */
interface User {
  readonly uid: number
  readonly gid: number
}

/** A setting that cannot be used; the message names where it stands. */
export class SettingError extends Error {}

/** The command line's texts come before the ini file's. Throws SettingError. */
export function readSettings(
  commandLine: SettingTexts,
  ini: SettingTexts,
  env = process.env,
): DaemonSettings {
  const texts = { ...ini, ...commandLine }
  const get = <N extends SettingName>(name: N): ReturnType<(typeof SETTINGS)[N]['read']> | undefined =>
    texts[name] && (SETTINGS[name].read(texts[name], name) as ReturnType<(typeof SETTINGS)[N]['read']>)
  return {
    socket: get('socket') ?? resolve(env.SCST_SOCKET || defaultSocket(env)),
    portals: portalsOf(get('portal'), get('address'), get('port')),
    login: get('login') ?? true,
    loginTimeout: get('login_timeout'),
    discoveryTimeout: get('discovery_timeout'),
    maxSessions: get('max_sessions'),
    chapStrict: get('chap_strict'),
    initiatorFiles: get('initiator_files'),
    isnsEsiInterval: get('isns_esi_interval'),
    modules: get('modules'),
    logLevel: get('log_level') ?? 0,
    logFile: get('log_file'),
    backgroundLog: isRoot() ? '/var/log/scstd.log' : `${defaultStateDirectory(env)}/scstd.log`,
    pidFile: get('pid_file') ?? defaultPidFile(env),
    compatiblePidFile: isRoot() && !texts.pid_file ? '/run/iscsi-scstd.pid' : undefined,
    stateDirectory: get('state_directory') ?? defaultStateDirectory(env),
    extensions: {
      sanitize: get('sanitize'),
      unmappedReadsZeros: get('unmapped_reads_zeros'),
      maxUnmapDescriptors: get('max_unmap_descriptors'),
      formatWritesZeros: get('format_writes_zeros'),
    },
    mount: get('mount'),
    user: userOf(get('uid') ?? 0, get('gid') ?? 0),
  }
}

const userOf = (uid: number, gid: number): User | undefined =>
  uid === 0 && gid === 0
    ? undefined
    : { uid: uid || (process.getuid?.() ?? 0), gid: gid || (process.getgid?.() ?? 0) }

const isRoot = (): boolean => process.getuid?.() === 0

const defaultPidFile = (env: NodeJS.ProcessEnv): string =>
  isRoot() ? '/run/scstd.pid' : `${runtimeDirectory(env)}/scst/scstd.pid`

const defaultStateDirectory = (env: NodeJS.ProcessEnv): string =>
  isRoot() ? '/var/lib/scst' : `${env.XDG_STATE_HOME || `${homedir()}/.local/state`}/scst`

/** S takes 32 addresses at most. */
const MOST_ADDRESSES = 32

function portalsOf(
  portals: readonly string[] = [],
  addresses: readonly string[] = [],
  port = 3260,
): readonly PortalAddress[] {
  const given = [...addresses, ...portals]
  const excess = given[MOST_ADDRESSES]
  if (excess !== undefined)
    throw new SettingError(`Cannot handle address ${excess}! Too many were specified.`)
  if (given.length === 0) return [{ port }]
  return given.map((text) => {
    const portal = parsePortal(text, port)
    if (!portal) throw new SettingError(`portal ${text}: ADDR, ADDR:PORT or [ADDR]:PORT expected`)
    return portal
  })
}

function last(texts: readonly string[]): string {
  return texts.at(-1) ?? ''
}

/** Seen from where we are called; a process in the background stays nowhere. */
function path(texts: readonly string[]): string {
  return resolve(last(texts))
}

function pathOrDash(texts: readonly string[]): string {
  return last(texts) === '-' ? '-' : path(texts)
}

function words(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(/[\s,]+/)).filter((word) => word !== '')
}

/** A module may carry parameters behind a blank, as for modprobe. */
function commaList(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

function number(texts: readonly string[], name: string): number {
  const text = last(texts)
  const value = /^(0[xX][0-9a-fA-F]+|[0-9]+)$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new SettingError(`${name} ${text}: a number expected`)
  return value
}

/** With 0 nobody could log in. */
function positive(texts: readonly string[], name: string): number {
  const value = number(texts, name)
  if (value === 0) throw new SettingError(`${name} 0: a number from 1 expected`)
  return value
}

function portNumber(texts: readonly string[]): number {
  const port = parsePort(last(texts))
  if (port === undefined) throw new SettingError(`port ${last(texts)}: 0 to 65535 expected`)
  return port
}

function flag(texts: readonly string[], name: string): boolean {
  const text = last(texts).toLowerCase()
  if (['1', 'yes', 'true', 'on'].includes(text)) return true
  if (['0', 'no', 'false', 'off'].includes(text)) return false
  throw new SettingError(`${name} ${text}: yes or no expected`)
}
