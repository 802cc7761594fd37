import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lint } from '../../../../../src/config/scst/lint.ts'

const codes = (text: string): string[] => lint(text, 'f').map(({ code }) => code)

const served = (target: string): string =>
  `HANDLER vdisk_nullio {\n\tDEVICE d\n}\nTARGET_DRIVER iscsi {\n\tenabled 1\n\tTARGET t {\n\t\tenabled 1\n${target}\t}\n}\n`

test('devices are known wherever in the file they are defined', () => {
  assert.deepEqual(
    codes(
      'TARGET_DRIVER copy_manager {\n\tTARGET t {\n\t\tLUN 0 d\n\t}\n}\nHANDLER vdisk_nullio {\n\tDEVICE d\n}\n',
    ),
    [],
  )
})

test('initiators of different targets do not meet', () => {
  const group = '\t\tGROUP g {\n\t\t\tINITIATOR i\n\t\t}\n'
  const text = served(group).replace('\tTARGET t', `\tTARGET u {\n\t\tenabled 1\n${group}\t}\n\tTARGET t`)
  assert.deepEqual(codes(text), [])
})

test('a group of its own needs a LUN 0, too', () => {
  assert.deepEqual(codes(served('\t\tGROUP g {\n\t\t\tLUN 1 d\n\t\t}\n')), ['no-lun-0'])
})

test('a group without LUNs is fine', () => {
  assert.deepEqual(codes(served('\t\tGROUP g {\n\t\t}\n')), [])
})
