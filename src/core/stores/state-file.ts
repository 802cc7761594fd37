import { existsSync, readFileSync, renameSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type ByteString, fromBuffer, toBuffer } from '../../lib/bytes.ts'
import type { StateFile } from '../../scsi/state-file.ts'

/** A state file at a path. */
export interface KeptFile extends StateFile {
  /** Renames a file that cannot be made sense of, so that nothing is written over it; answers its new path. */
  setAside(): ByteString
}

/** Written beside it, synced and renamed; then its directory is synced. */
export function openStateFile(path: ByteString): KeptFile {
  let last: Promise<void> = Promise.resolve()
  return {
    read: () => contentOf(path),
    readBackup: () => contentOf(`${path}.1`),
    setAside() {
      const aside = freeName(`${path}.damaged`)
      renameSync(toBuffer(path), toBuffer(aside))
      return aside
    },
    write(text) {
      const written = last.then(() => (text === undefined ? remove(path) : replace(path, text)))
      last = written.catch(() => {})
      return written
    },
  }
}

function contentOf(path: ByteString): ByteString | undefined {
  try {
    return fromBuffer(readFileSync(toBuffer(path)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function freeName(wanted: ByteString): ByteString {
  let name = wanted
  for (let n = 1; existsSync(toBuffer(name)); n++) name = `${wanted}${n}`
  return name
}

async function replace(path: ByteString, text: ByteString): Promise<void> {
  const directory = toBuffer(dirname(path))
  const beside = toBuffer(`${path}.new`)
  await mkdir(directory, { recursive: true })
  const file = await open(beside, 'w', 0o600)
  try {
    await file.writeFile(toBuffer(text))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, toBuffer(path))
  await syncDirectory(directory)
}

async function remove(path: ByteString): Promise<void> {
  await rm(toBuffer(path), { force: true })
  await syncDirectory(toBuffer(dirname(path)))
}

async function syncDirectory(path: Buffer): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
