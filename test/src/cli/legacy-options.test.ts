import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseOptions } from '../../../src/cli/getopt.ts'
import { LEGACY_OPTIONS, legacyOption } from '../../../src/cli/legacy-options.ts'

/** The shortest form of each that scripts may use. */
const SHORTEST: Readonly<Record<string, string>> = {
  config: 'conf',
  clear_config: 'clear_c',
  write_config: 'w',
  check_config: 'ch',
  list_handler: 'list_ha',
  list_device: 'list_devi',
  list_dgrp: 'list_dgrp',
  list_dgrp_attr: 'list_dgrp_',
  list_driver: 'list_dri',
  list_drv_attr: 'list_drv',
  list_target: 'list_ta',
  list_sessions: 'list_se',
  list_lun_attr: 'list_l',
  set_dev_attr: 'set_de',
  set_drv_attr: 'set_dr',
  open_dev: 'o',
  close_dev: 'clo',
  resync_dev: 'res',
  move_init: 'm',
  replace_lun: 'rep',
  enable_target: 'e',
  disable_target: 'di',
  issue_lip: 'i',
  handler: 'ha',
  attributes: 'at',
  driver: 'dr',
  device: 'devi',
  dev_group: 'dev_',
  group: 'g',
  nonkey: 'non',
  noprompt: 'nop',
  no_lip: 'no_',
  force: 'f',
  debug: 'deb',
  dumpAttrs: 'du',
  h: 'h',
  help: 'he',
}

const find = (word: string) =>
  parseOptions(LEGACY_OPTIONS, [`-${word}`, 'x'])
    .values.keys()
    .next().value

for (const [name, short] of Object.entries(SHORTEST)) {
  test(`-${short} is -${name}, and no shorter word is`, () => {
    assert.equal(find(short), name.toLowerCase())
    assert.notEqual(find(short.slice(0, -1)), name.toLowerCase())
  })
}

test('names are told apart without case, and are there once', () => {
  const names = LEGACY_OPTIONS.map(({ name }) => name.toLowerCase())
  assert.equal(new Set(names).size, names.length)
})

test('a row is found by its name', () => {
  assert.equal(legacyOption('add_target').command, 'target add')
  assert.throws(() => legacyOption('add_tar'), /no option -add_tar/)
})
