import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Command } from '@oclif/core'
import { LEGACY_OPTIONS } from '../src/cli/legacy-options.ts'
import { TOPICS } from '../src/cli/topics.ts'
import { REPOSITORY } from './support/programs.ts'

// The whole surface of scstadmin: it changes only together with test/commands.snapshot.json.
// After a change that is meant: UPDATE_SNAPSHOT=1 node --import tsx --test test/commands.test.ts

const SNAPSHOT = join(REPOSITORY, 'test/commands.snapshot.json')
const FOLDER = join(REPOSITORY, 'commands')

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
const commands = new Map<string, typeof Command>()
for (const file of files) {
  const { default: command } = (await import(join(FOLDER, file))) as { default: typeof Command }
  commands.set(file.slice(0, -'.ts'.length).replaceAll('/', ' '), command)
}

test('every command, flag and classic option is the one that was agreed', () => {
  const surface = {
    commands: Object.fromEntries([...commands].map(([name, command]) => [name, shapeOf(command)])),
    classic: Object.fromEntries(
      LEGACY_OPTIONS.map(({ name, value, role, command }) => [
        name,
        `${value} ${role}${command ? `: ${command}` : ''}`,
      ]),
    ),
  }
  if (process.env.UPDATE_SNAPSHOT) writeFileSync(SNAPSHOT, `${JSON.stringify(surface, null, 2)}\n`)
  assert.deepEqual(surface, JSON.parse(readFileSync(SNAPSHOT, 'utf8')))
})

test('every classic operation has its command', () => {
  const missing = LEGACY_OPTIONS.filter(({ command }) => command !== undefined && !commands.has(command))
  assert.deepEqual(
    missing.map(({ command }) => command),
    [],
  )
})

test('every command starts with a word that the launcher knows', () => {
  const first = new Set([...commands.keys()].map((name) => name.split(' ')[0]!))
  assert.deepEqual([...first].sort(), [...TOPICS].sort())
})

test('every command says what it is for', () => {
  for (const [name, { summary }] of commands) assert.match(summary ?? '', /^[A-Z].*\.$/, name)
})

const shapeOf = ({ args, flags, baseFlags }: typeof Command) => ({
  args: Object.entries(args).map(([name, { required }]) => (required ? name : `[${name}]`)),
  flags: Object.entries({ ...baseFlags, ...flags })
    .map(([name, { type, char, required }]) =>
      [`--${name}`, char && `-${char}`, type === 'option' && 'VALUE', required && 'required']
        .filter(Boolean)
        .join(' '),
    )
    .sort(),
})
