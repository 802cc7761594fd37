import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Script } from 'node:vm'

/**
 * Writes V8's compiled form of a bundle beside it. The bundle is loaded first, so that what its start compiles is
 * in it; a Node of another version passes it over and compiles as ever.
 */
export function writeCodeCache(file: string): void {
  const script = new Script(readFileSync(file, 'utf8'), { filename: file })
  const module = { exports: {} as { warmUp?: () => void } }
  script.runInThisContext()(module.exports, createRequire(file), module)
  module.exports.warmUp?.()
  writeFileSync(`${file}.cache`, script.createCachedData())
}
