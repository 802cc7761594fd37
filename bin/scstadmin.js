#!/usr/bin/env node
// Classic options start without oclif, from one file with its code cache; see src/cli/classic.ts.
// No ES module: those cost some milliseconds more.
const { readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { join } = require('node:path')
const { Script } = require('node:vm')

const file = join(__dirname, '../dist/bundle/classic.js')
const requireThere = createRequire(file)
const { isCommand, runClassic } = load()
if (isCommand()) void requireThere('./oclif.cjs').runOclif()
else void runClassic()

function load() {
  const module = { exports: {} }
  const script = new Script(readFileSync(file, 'utf8'), { filename: file, cachedData: codeCache() })
  script.runInThisContext()(module.exports, requireThere, module)
  return module.exports
}

function codeCache() {
  try {
    return readFileSync(`${file}.cache`)
  } catch {
    return undefined
  }
}
