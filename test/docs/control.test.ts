import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { startDaemon } from '../support/daemon.ts'

const run = promisify(execFile)
const text = readFileSync(new URL('../../docs/CONTROL.md', import.meta.url), 'utf8')

const PROGRAMS = { sh: 'bash', python: 'python3' } as const

/** The examples of the document, with the lines that they say they print; ` …` at the end leaves the rest open. */
const examples = [...text.matchAll(/^```(sh|python)\n(.*?)^```$/gms)].map(([, language, code = '']) => ({
  program: PROGRAMS[language as keyof typeof PROGRAMS],
  code,
  expected: [...code.matchAll(/^# =>(?: (.*))?$/gm)].map(([, line = '']) => line),
}))

test('every example of CONTROL.md prints what it says', async () => {
  assert.ok(examples.length >= 4)
  const daemon = await startDaemon()
  try {
    for (const { program, code, expected } of examples) {
      const { stdout } = await run(program, ['-c', code], {
        env: { ...process.env, SCST_SOCKET: daemon.socket },
      })
      const printed = stdout.replace(/\n$/, '').split('\n')
      assert.deepEqual(
        printed.map((line, i) => shortened(line, expected[i])),
        expected,
        code,
      )
    }
  } finally {
    await daemon.stop()
  }
})

const shortened = (line: string, expected: string | undefined): string =>
  expected?.endsWith(' …') && line.startsWith(expected.slice(0, -2)) ? expected : line
