import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import ConfigApply from '../../../commands/config/apply.ts'
import { begun, lines, liveTree, runClassic, runCommand } from '../../support/scstadmin.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

test('applies a file, and a second time finds nothing to do', async () => {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'scst.conf')
  writeFileSync(
    file,
    'HANDLER vdisk_nullio {\n\tDEVICE n1\n}\nTARGET_DRIVER iscsi {\n\tTARGET iqn.a {\n\t\tLUN 0 n1\n\t}\n}\n',
  )
  const { tree, close } = await liveTree()
  const checked = [
    `-> Checking configuration file '${file}' for errors.`,
    '\t-> Done, 0 warnings found.',
    '',
    '-> Applying configuration.',
  ]
  const first = await runCommand(ConfigApply, tree, [file])
  assert.deepEqual(first, {
    stdout: begun(
      lines(
        ...checked,
        "\t-> Opening device 'n1' using handler 'vdisk_nullio': done.",
        "\t-> Creating target 'iqn.a' for driver 'iscsi': done.",
        "\t-> Adding device 'n1' at LUN 0 to driver/target 'iscsi/iqn.a': done.",
        '\t-> Done, 3 change(s) made.',
        '',
        'All done.',
      ),
    ),
    stderr: '',
    status: 0,
  })
  const second = await runClassic(tree, ['-config', file])
  assert.equal(second.stdout, begun(lines(...checked, '\t-> Done, 0 change(s) made.', '', 'All done.')))
  await close()
  directory.remove()
})
