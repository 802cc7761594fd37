import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import ConfigLint from '../../../commands/config/lint.ts'
import { lines, liveTree, runCommand } from '../../support/scstadmin.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
const file = `${directory.path}/scst.conf`
const { tree, close } = await liveTree()

test('finds what would be lost, by line and column, and exits with 1', async () => {
  writeFileSync(
    file,
    'HANDLER vdisk_nullio {\n\tDEVICE n1 { size_mb 3 }\n}\nTARGET_DRIVER iscsi {\n\tenabled 1\n\n\tTARGET iqn.a {\n\t\tenabled 1\n\t}\n}\n',
  )
  assert.deepEqual(await runCommand(ConfigLint, tree, [file]), {
    stdout: lines(
      `${file}:2:14: error: dropped, because a closing brace follows on the same line: size_mb 3 (put the brace on a line of its own)`,
    ),
    stderr: '',
    status: 1,
  })
  const { stdout } = await runCommand(ConfigLint, tree, ['--json', file])
  assert.equal(JSON.parse(stdout)[0].code, 'text-before-close')
})

test('finds nothing in a good file', async () => {
  writeFileSync(
    file,
    'HANDLER vdisk_nullio {\n\tDEVICE n1\n}\nTARGET_DRIVER iscsi {\n\tenabled 1\n\n\tTARGET iqn.a {\n\t\tLUN 0 n1\n\t\tenabled 1\n\t}\n}\n',
  )
  assert.deepEqual(await runCommand(ConfigLint, tree, [file]), { stdout: '', stderr: '', status: 0 })
})

test('exits with 2 where there is no file', async () => {
  assert.deepEqual(await runCommand(ConfigLint, tree, ['/nowhere/x']), {
    stdout: '',
    stderr: '/nowhere/x: No such file or directory\n',
    status: 2,
  })
})

test.after(async () => {
  await close()
  directory.remove()
})
