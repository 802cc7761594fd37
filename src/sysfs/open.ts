import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { type ByteString, fromUnicode, toBuffer, toUnicode } from '../lib/bytes.ts'
import { directorySysfs } from './directory.ts'
import { connectSysfs } from './socket.ts'
import type { Sysfs } from './sysfs.ts'

export const KERNEL_DIRECTORY = '/sys/kernel/scst_tgt'

/** Which tree a program works on. */
export type Place =
  | { readonly kind: 'directory'; readonly path: ByteString }
  | { readonly kind: 'socket'; readonly path: ByteString }

export interface PlaceOptions {
  /** `--sysfs DIR` */
  readonly sysfs?: ByteString | undefined
  /** `--socket PATH` */
  readonly socket?: ByteString | undefined
}

/**
 * The command line first, then `$SCST_SYSFS`, `$SCST_SOCKET`, the kernel's directory where there is one, and
 * last the default socket.
 */
export function choosePlace(options: PlaceOptions, env: NodeJS.ProcessEnv = process.env): Place {
  if (options.sysfs) return { kind: 'directory', path: options.sysfs }
  if (options.socket) return { kind: 'socket', path: options.socket }
  if (env.SCST_SYSFS) return { kind: 'directory', path: fromUnicode(env.SCST_SYSFS) }
  if (env.SCST_SOCKET) return { kind: 'socket', path: fromUnicode(env.SCST_SOCKET) }
  if (existsSync(KERNEL_DIRECTORY)) return { kind: 'directory', path: KERNEL_DIRECTORY }
  return { kind: 'socket', path: fromUnicode(defaultSocket(env)) }
}

export async function openSysfs(place: Place): Promise<Sysfs> {
  if (place.kind === 'socket') return connectSysfs(toUnicode(place.path))
  if (!existsSync(toBuffer(place.path))) throw new Error(`no such directory: ${toUnicode(place.path)}`)
  return directorySysfs(place.path)
}

/** Where scstd listens unless told otherwise: `/run/scst` for root, else the user's runtime directory. */
export const defaultSocket = (env: NodeJS.ProcessEnv = process.env, uid = process.getuid?.()): string =>
  `${runtimeDirectory(env, uid)}/scst/scstd.sock`

/** For sockets and pid files: gone after a reboot, the user's own. */
export function runtimeDirectory(env: NodeJS.ProcessEnv = process.env, uid = process.getuid?.()): string {
  if (uid === 0) return '/run'
  return env.XDG_RUNTIME_DIR || `${tmpdir()}/user-${uid}`
}
