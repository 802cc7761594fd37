import assert from 'node:assert/strict'
import { test } from 'node:test'
import CompletionWords from '../../../commands/completion/words.ts'
import { liveTree, runCommand, SAMPLE } from '../../support/scstadmin.ts'

const cases: readonly [argv: string[], words: string][] = [
  [['-list_tgt'], '-list_tgt_attr'],
  [['-set_dev_attr', ''], 'n1\nn2'],
  [['-enable_target', 'iqn'], 'iqn.a'],
]

for (const [argv, words] of cases) {
  test(`${argv.join(' ')} can be followed by ${words.replace('\n', ', ')}`, async () => {
    const { tree, close } = await liveTree(SAMPLE)
    const { stdout } = await runCommand(CompletionWords, tree, ['--', ...argv])
    assert.equal(stdout, `${words}\n`)
    await close()
  })
}
