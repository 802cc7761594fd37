import type { ByteString } from '../lib/bytes.ts'
import type { Sysfs } from '../sysfs/sysfs.ts'
import type { Code } from './errors.ts'
import { numberOf } from './numeric.ts'
import { isObject } from './object.ts'
import { attributesAllowed } from './usage.ts'

/** A reason for a failed write: looked up in the tree afterwards, because the error number alone says too little. */
export interface Cause {
  readonly code: Code
  holds(sysfs: Sysfs, errno: string): Promise<boolean>
}

export const always = (code: Code): Cause => ({ code, holds: async () => true })

export const missing = (path: ByteString, code: Code): Cause => ({
  code,
  holds: async (sysfs) => !(await isThere(sysfs, path)),
})

export const present = (path: ByteString, code: Code): Cause => ({
  code,
  holds: (sysfs) => isThere(sysfs, path),
})

export const errnoIs = (name: string, code: Code): Cause => ({
  code,
  holds: async (_, errno) => errno === name,
})

/** The driver has no `mgmt` that could be written. */
export const incapable = (path: ByteString, code: Code): Cause => ({
  code,
  holds: async (sysfs) => ((await modeOf(sysfs, path)) & 0o200) === 0,
})

/** The usage text of a `mgmt` file does not list one of the names. */
export const attributesUnknown = (
  path: ByteString,
  what: Parameters<typeof attributesAllowed>[1],
  names: Iterable<ByteString>,
  code: Code,
): Cause => ({
  code,
  holds: async (sysfs) => {
    const allowed = attributesAllowed((await contentOf(sysfs, path)) ?? '', what)
    return [...names].some((name) => !allowed.has(name))
  },
})

export const lunPresent = (luns: ByteString, lun: ByteString, code: Code): Cause => ({
  code,
  holds: (sysfs) => hasLun(sysfs, luns, lun),
})

export const lunMissing = (luns: ByteString, lun: ByteString, code: Code): Cause => ({
  code,
  holds: async (sysfs) => !(await hasLun(sysfs, luns, lun)),
})

/** The LUN leads to this device already. */
export const sameDevice = (luns: ByteString, lun: ByteString, device: ByteString, code: Code): Cause => ({
  code,
  holds: async (sysfs) => {
    const link = await orUndefined(sysfs.readlink(`${luns}/${lun}/device`))
    return link?.endsWith(`/${device}`) ?? false
  },
})

export const deviceElsewhere = (deviceGroup: ByteString, device: ByteString, code: Code): Cause => ({
  code,
  holds: async (sysfs) => {
    for (const { name } of (await orUndefined(sysfs.list('device_groups'))) ?? [])
      if (name !== deviceGroup && (await exists(sysfs, `device_groups/${name}/devices/${device}`)))
        return true
    return false
  },
})

/** LUN numbers are compared as Perl numbers: `08` is 8, `abc` is 0. */
async function hasLun(sysfs: Sysfs, luns: ByteString, lun: ByteString): Promise<boolean> {
  const entries = (await orUndefined(sysfs.list(luns))) ?? []
  return entries.some(({ name, type }) => type === 'dir' && numberOf(name) === numberOf(lun))
}

/** Whether there is an object. */
async function isThere(sysfs: Sysfs, path: ByteString): Promise<boolean> {
  const stat = await orUndefined(sysfs.stat(path))
  return stat !== undefined && isObject(path, stat.type)
}

export const exists = async (sysfs: Sysfs, path: ByteString): Promise<boolean> =>
  (await orUndefined(sysfs.stat(path))) !== undefined

/** Permission bits; none for what is not there. */
export const modeOf = async (sysfs: Sysfs, path: ByteString): Promise<number> =>
  (await orUndefined(sysfs.stat(path)))?.mode ?? 0

const contentOf = (sysfs: Sysfs, path: ByteString): Promise<ByteString | undefined> =>
  orUndefined(sysfs.read(path))

const orUndefined = <T>(promise: Promise<T>): Promise<T | undefined> => promise.catch(() => undefined)
