#!/usr/bin/env node
// Classic options start without oclif, from one file with its code cache; see src/cli/classic.ts.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

const file = fileURLToPath(new URL('../dist/bundle/classic.js', import.meta.url))
const require = createRequire(file)
const { isCommand, runClassic } = load()
if (isCommand()) await require('./oclif.cjs').runOclif()
else await runClassic()

function load() {
  const module = { exports: {} }
  const script = new Script(readFileSync(file, 'utf8'), { filename: file, cachedData: codeCache() })
  script.runInThisContext()(module.exports, require, module)
  return module.exports
}

function codeCache() {
  try {
    return readFileSync(`${file}.cache`)
  } catch {
    return undefined
  }
}
