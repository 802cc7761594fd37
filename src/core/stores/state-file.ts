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
      const written = last.then(() => change(path, text))
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

/** On stable storage, or as it was: whoever asked goes on with what was kept before. */
async function change(path: ByteString, text: ByteString | undefined): Promise<void> {
  const before = contentOf(path)
  if (before === undefined && text === undefined) return
  const directory = dirname(path)
  await makeDirectory(directory)
  await put(path, text)
  try {
    await syncDirectory(directory)
  } catch (error) {
    await put(path, before).catch(() => {})
    throw error
  }
}

/** With those above it; each is on stable storage in the one that it is in. */
async function makeDirectory(path: ByteString): Promise<void> {
  if (existsSync(toBuffer(path))) return
  await makeDirectory(dirname(path))
  try {
    await mkdir(toBuffer(path))
  } catch (error) {
    // Another file's turn to make it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  await syncDirectory(dirname(path))
}

/** Replaced as a whole, or removed with undefined. */
async function put(path: ByteString, text: ByteString | undefined): Promise<void> {
  if (text === undefined) return rm(toBuffer(path), { force: true })
  const beside = toBuffer(`${path}.new`)
  const file = await open(beside, 'w', 0o600)
  try {
    await file.writeFile(toBuffer(text))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, toBuffer(path))
}

async function syncDirectory(path: ByteString): Promise<void> {
  const directory = await open(toBuffer(path), 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
