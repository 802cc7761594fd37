import { SysfsError, type Write, type WriteResult } from './sysfs.ts'

/** Writes one after the other; answers the result of each that was tried. */
export async function writeEach(
  writes: readonly Write[],
  { stopOnError }: { readonly stopOnError: boolean },
  write: (write: Write) => Promise<void>,
): Promise<WriteResult[]> {
  const results: WriteResult[] = []
  for (const one of writes) {
    try {
      await write(one)
      results.push(undefined)
    } catch (error) {
      if (!(error instanceof SysfsError)) throw error
      results.push(error)
      if (stopOnError) break
    }
  }
  return results
}
