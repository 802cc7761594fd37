#!/usr/bin/env node
// Installs and builds what is missing or out of date; says nothing and takes no time otherwise.
const { spawnSync } = require('node:child_process')
const { mkdirSync, readdirSync, statSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')

const root = dirname(__dirname)
const BUILT = join(root, 'dist', '.built')
const SOURCES = ['src', 'commands', 'package.json', 'tsconfig.json', 'tsconfig.build.json']

/** Milliseconds; 0 when it is not there. */
const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** The latest change of a file, or of anything below a directory. */
function latestChange(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => latestChange(join(path, name))))
}

function npm(...args) {
  console.error(`> npm ${args.join(' ')}`)
  // Both streams go to stderr: stdout belongs to whoever called us.
  const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) process.exit(status ?? 1)
}

function prepare() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (changed(installed) < changed(join(root, 'package-lock.json'))) npm('ci', '--no-audit', '--no-fund')
  const sources = Math.max(...SOURCES.map((name) => latestChange(join(root, name))))
  if (changed(BUILT) >= sources) return
  npm('run', '--silent', 'build')
  mkdirSync(dirname(BUILT), { recursive: true })
  writeFileSync(BUILT, '')
}

module.exports = { prepare }

if (require.main === module) prepare()
