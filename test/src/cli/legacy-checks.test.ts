import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaint } from '../../../src/cli/legacy-checks.ts'

const cases: readonly [given: string, line: string | undefined][] = [
  ['list_handler list_device list_driver', undefined],
  ['list_handler add_target driver', 'only one non-query operation at a time.'],
  ['set_scst_attr set_dev_attr attributes', 'only one non-query operation at a time.'],
  ['config list_handler', undefined],
  ['config write_config', undefined],
  ['resync_dev list_handler', undefined],
  ['move_init add_init driver target group to', undefined],
  ['clear_config', '-force with -clear_config.'],
  ['list_tgrp', '-dev_group with -list_tgrp.'],
  ['list_grp_attr driver', '-driver, -target and group with -list_grp_attr.'],
  ['set_lun_attr driver target', '-driver -target -group and -attributes with -set_lun_attr.'],
  ['set_lun_attr driver target attributes', undefined],
  ['rem_init driver target', '-driver -target and -group with -add_init/-rem_init/-clear_inits.'],
  ['add_lun driver target', '-driver -target and -device with -add_lun/-replace_lun.'],
  ['enable_target', undefined],
]

for (const [given, line] of cases) {
  test(`-${given.replaceAll(' ', ' -')}: ${line ?? 'fits'}`, () => {
    const expected = line && `Please specify ${line}\n`
    assert.equal(complaint(new Set(given.split(' '))), expected)
  })
}
