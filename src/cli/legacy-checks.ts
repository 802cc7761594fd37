import { LEGACY_OPTIONS, type OptionRole } from './legacy-options.ts'

/** Which options an operation needs beside it; the first row that is not met ends the run with its line. */
interface CompanionRule {
  readonly operations: readonly string[]
  readonly needs: readonly string[]
  /** What stands between "Please specify " and the end of the line. */
  readonly message: string
}

const rule = (operations: string, needs: string, message: string): CompanionRule => ({
  operations: operations.split(' '),
  needs: needs.split(' '),
  message,
})

const COMPANION_RULES: readonly CompanionRule[] = [
  rule('clear_config', 'force', '-force with -clear_config.'),
  rule('list_tgrp', 'dev_group', '-dev_group with -list_tgrp.'),
  rule('list_tgt_attr', 'driver', '-driver with -list_tgt_attr.'),
  rule('list_grp_attr', 'driver target', '-driver, -target and group with -list_grp_attr.'),
  rule('list_lun_attr', 'driver target', '-driver and -target with -list_lun_attr.'),
  rule('list_init_attr', 'driver target group', '-driver, -target and -group with -list_init_attr.'),
  rule('list_tgrp_attr', 'dev_group', '-dev_group with -list_tgrp_attr.'),
  rule('list_ttgt_attr', 'dev_group tgt_group', '-dev_group and -tgt_group with -list_ttgt_attr.'),
  rule('set_scst_attr', 'attributes', '-attributes with -set_scst_attr.'),
  rule('set_hnd_attr', 'attributes', '-attributes with -set_hnd_attr.'),
  rule('set_dev_attr', 'attributes', '-attributes with -set_dev_attr.'),
  rule('set_dgrp_attr', 'attributes', '-attributes with -set_dgrp_attr.'),
  rule('set_tgrp_attr', 'dev_group attributes', '-dev_group and -attributes with -set_tgrp_attr.'),
  rule(
    'set_ttgt_attr',
    'dev_group tgt_group attributes',
    '-dev_group -tgt_group and -attributes with -set_ttgt_attr.',
  ),
  rule('set_drv_attr', 'attributes', '-attributes with -set_drv_attr.'),
  rule('set_tgt_attr', 'driver attributes', '-driver and -attributes with -set_tgt_attr.'),
  rule('set_grp_attr', 'driver target attributes', '-driver -target and -attributes with -set_grp_attr.'),
  rule(
    'set_lun_attr',
    'driver target attributes',
    '-driver -target -group and -attributes with -set_lun_attr.',
  ),
  rule(
    'set_init_attr',
    'driver target group attributes',
    '-driver -target -group and -attributes with -set_init_attr.',
  ),
  rule('add_drv_attr', 'attributes', '-attributes with -add_drv_attr.'),
  rule('add_tgt_attr', 'driver attributes', '-driver and -attributes with -add_tgt_attr.'),
  rule('rem_drv_attr', 'attributes', '-attributes with -rem_drv_attr.'),
  rule('rem_tgt_attr', 'driver attributes', '-driver and -attributes with -rem_tgt_attr.'),
  rule('open_dev close_dev', 'handler', '-handler with -open_dev/-close_dev.'),
  rule('add_target', 'driver', '-driver with -add_target.'),
  rule('rem_target', 'driver', '-driver with -rem_target.'),
  rule('add_group rem_group', 'driver target', '-driver and -target with -add_group/-rem_group.'),
  rule(
    'add_init rem_init clear_inits',
    'driver target group',
    '-driver -target and -group with -add_init/-rem_init/-clear_inits.',
  ),
  rule('move_init', 'driver target group to', '-driver -target -group and -to with -move_init.'),
  rule(
    'add_lun replace_lun',
    'driver target device',
    '-driver -target and -device with -add_lun/-replace_lun.',
  ),
  rule('rem_lun clear_luns', 'driver target', '-driver and -target with -rem_lun/-clear_luns.'),
  rule('add_dgrp_dev rem_dgrp_dev', 'dev_group', '-dev_group with -add_dgrp_dev/-rem_dgrp_dev.'),
  rule('add_tgrp rem_tgrp', 'dev_group', '-dev_group with -add_tgrp/-rem_tgrp.'),
  rule(
    'add_tgrp_tgt rem_tgrp_tgt',
    'dev_group tgt_group',
    '-dev_group and -tgt_group with -add_tgrp_tgt/-rem_tgrp_tgt.',
  ),
]

/** The line to print and end with, or undefined where the options go together. */
export function complaint(given: ReadonlySet<string>): string | undefined {
  const among = (role: OptionRole) =>
    LEGACY_OPTIONS.filter((option) => option.role === role && given.has(option.name)).length
  if (Math.min(among('query'), 1) + among('change') > 1) {
    return 'Please specify only one non-query operation at a time.\n'
  }
  const unmet = COMPANION_RULES.find(
    ({ operations, needs }) =>
      operations.some((operation) => given.has(operation)) && !needs.every((option) => given.has(option)),
  )
  return unmet && `Please specify ${unmet.message}\n`
}
