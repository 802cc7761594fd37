import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { REPOSITORY, run } from '../support/programs.ts'
import { LIBISCSI, missing } from '../support/requirements.ts'
import { temporaryDirectory } from '../support/temporary.ts'

/** The README does what it says, and speaks of files that are there. */
const README = readFileSync(join(REPOSITORY, 'README.md'), 'utf8')

interface Step {
  readonly command: string
  readonly output: string
}

const needs = missing(...LIBISCSI, { program: 'curl', from: 'curl' })

test('the tour, line by line', { skip: needs }, async () => {
  const directory = temporaryDirectory()
  const programs = join(directory.path, 'programs')
  mkdirSync(programs)
  for (const name of ['scstd', 'scstadmin'])
    symlinkSync(join(REPOSITORY, `bin/${name}.js`), join(programs, name))
  const steps = stepsOf(README)
  assert.ok(steps.length >= 15, `the tour has only ${steps.length} steps`)
  const script = steps.map(({ command }) => `${command}\necho '${MARK}'\n`).join('')
  const result = await run('bash', ['-s'], {
    stdin: Buffer.from(`trap 'kill $(cat scstd.pid) 2>/dev/null' EXIT\n${script}`).toString('latin1'),
    env: { PATH: `${programs}:${process.env.PATH}`, TMPDIR: directory.path, SCST_COMPAT: '' },
  })
  const outputs = result.stdout.split(`${MARK}\n`)
  for (const [at, { command, output }] of steps.entries()) {
    assert.match(outputs[at] ?? '', pattern(output), `$ ${command}\n${outputs[at]}${result.stderr}`)
  }
  directory.remove()
})

test('the files it names are there', () => {
  const named = [...README.matchAll(/`((?:src|commands|docs|test|fixtures)\/[\w./-]+)`|\]\(([\w./-]+)\)/g)]
  const missingFiles = named
    .map(([, code, link]) => code ?? link!)
    .filter((path) => !existsSync(join(REPOSITORY, path)))
  assert.deepEqual(missingFiles, [])
})

const MARK = '-- end of step --'

/** Commands of the `console` blocks, with the lines they print. */
function stepsOf(text: string): Step[] {
  const lines = [...text.matchAll(/^```console\n(.*?)^```$/gms)].flatMap(([, block]) =>
    block!.split('\n').slice(0, -1),
  )
  const steps: { command: string; output: string }[] = []
  for (const line of lines) {
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: '' })
    else if (line.startsWith('> ')) steps.at(-1)!.command += `\n${line.slice(2)}`
    else steps.at(-1)!.output += `${line}\n`
  }
  return steps
}

/** `…` stands for anything. */
const pattern = (output: string): RegExp =>
  new RegExp(`^${output.split('…').map(literal).join('[\\s\\S]*')}$`)

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
