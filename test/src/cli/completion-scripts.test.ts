import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { COMPLETION_SCRIPTS } from '../../../src/cli/completion-scripts.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

/** What bash makes of a line, where scstadmin answers the words that it was asked with and three targets. */
function completed(line: string): string[] {
  const { path, remove } = temporaryDirectory()
  writeFileSync(`${path}/scstadmin`, '#!/bin/bash\nshift 3\nprintf "%s\\n" "asked=$*" iqn.a:one iqn.a:two\n')
  chmodSync(`${path}/scstadmin`, 0o755)
  const script = `${COMPLETION_SCRIPTS.bash}
    COMP_WORDBREAKS=$' \\t\\n:='
    COMP_LINE=$1 COMP_POINT=\${#1}
    _scstadmin
    printf '%s\\n' "\${COMPREPLY[@]}"`
  const env = { PATH: `${path}:${process.env.PATH}` }
  const said = execFileSync('bash', ['-c', script, 'bash', line], { env }).toString()
  remove()
  return said.trimEnd().split('\n')
}

test('bash hands over the words up to the cursor', () => {
  assert.equal(completed('scstadmin -list_target -driver is')[0], 'asked=-list_target -driver is')
  assert.equal(completed('scstadmin -driver ')[0], 'asked=-driver ')
})

test('bash gets what is behind the colons that it cuts at', () => {
  assert.deepEqual(completed('scstadmin -enable_target iqn.a:t').slice(1), ['one', 'two'])
})
