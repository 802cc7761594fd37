import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { writeConfiguration } from '../../../src/admin/write.ts'
import { printConfiguration } from '../../../src/config/scst/print.ts'
import { type ByteString, fromBuffer, toBuffer } from '../../../src/lib/bytes.ts'
import type { Sysfs } from '../../../src/sysfs/sysfs.ts'
import { apply, changesOf, runOn, withFile } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'
import { configurations } from '../../support/some-configurations.ts'

/** More of them by hand: thousands have been run. */
const RUNS = Number(process.env.CONVERGENCE_RUNS ?? 25)

test('one -force run reaches the file whatever ran before, and writing the system down keeps it', async () => {
  await fc.assert(
    fc.asyncProperty(configurations, configurations, async (former, wanted) => {
      const { tree, scst } = liveTree()
      await apply(tree, printConfiguration(former), { force: true })
      const file = printConfiguration(wanted)
      const ran = await apply(tree, file, { force: true })
      assert.equal(ran.status, 0, ran.stdout)
      assert.doesNotMatch(ran.stdout, /Received the following error|is not in configuration/)
      for (const force of [true, false]) {
        const again = await apply(tree, file, { force })
        assert.equal(changesOf(again), 0, again.stdout)
      }
      const saved = await written(tree)
      const restored = await apply(tree, saved, { force: true })
      assert.equal(changesOf(restored), 0, restored.stdout)
      assert.equal(await written(tree), saved)
      await scst.close()
    }),
    { numRuns: RUNS },
  )
})

const written = (tree: Sysfs): Promise<ByteString> =>
  withFile('', async (file) => {
    await runOn(tree, (run) => writeConfiguration(run, file))
    return fromBuffer(readFileSync(toBuffer(file)))
  })
