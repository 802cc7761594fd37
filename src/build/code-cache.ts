import { createRequire } from 'node:module'
import { Script } from 'node:vm'

/**
 * V8's compiled form of a bundle that will stand in `file`. The bundle is loaded first, so that what its start
 * compiles is in it; a Node of another version passes it over and compiles as ever.
 */
export function codeCacheOf(file: string, text: string): Buffer {
  const script = new Script(text, { filename: file })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, createRequire(file), module)
  return script.createCachedData()
}
