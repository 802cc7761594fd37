import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Why a test cannot run on this machine, as node:test's `skip` option takes it: false when all is there. `npm test`
 * prints each, and in CI none is allowed.
 */
export function missing(...needs: readonly Need[]): false | string {
  const lacking = needs.filter((need) => !isThere(need))
  return lacking.length > 0 && `needs ${lacking.map(describe).join(', ')}`
}

/** A program in the path, a path that can be read and written, or root. */
export type Need = { readonly program: string; readonly from: string } | { readonly device: string } | 'root'

export const LIBISCSI: readonly Need[] = [
  { program: 'iscsi-ls', from: 'libiscsi-bin' },
  { program: 'iscsi-inq', from: 'libiscsi-bin' },
]
export const QEMU: readonly Need[] = [
  { program: 'qemu-img', from: 'qemu-utils' },
  { device: '/usr/lib/x86_64-linux-gnu/qemu/block-iscsi.so' },
]
export const NAMESPACES: readonly Need[] = [
  'root',
  { program: 'unshare', from: 'util-linux' },
  { program: 'ip', from: 'iproute2' },
]
export const COMPILER: Need = { program: 'gcc', from: 'gcc' }

const describe = (need: Need): string =>
  need === 'root' ? 'root' : 'device' in need ? need.device : `${need.program} (Debian package ${need.from})`

function isThere(need: Need): boolean {
  if (need === 'root') return process.getuid?.() === 0
  if ('device' in need) return isAccessible(need.device, constants.R_OK)
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => isAccessible(join(folder, need.program), constants.X_OK))
}

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}
