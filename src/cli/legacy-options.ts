import type { OptionSpecification, ValueKind } from './getopt.ts'

/**
 * query: any number of them in one call; change: one alone; uncounted: overlooked by the check that only one
 * operation is given; companion and modifier: no operation; ours: no option of the original.
 */
export type OptionRole = 'query' | 'change' | 'uncounted' | 'companion' | 'modifier' | 'ours'

/** One option of the classic command line. Operations stand in the order in which they are looked for. */
export interface LegacyOption extends OptionSpecification {
  readonly role: OptionRole
  /** The command that does the same, such as `target add`. */
  readonly command?: string
  /** What the value is called, as help shows it: `<file>`, `[<device>]`. */
  readonly argument?: string
  /** Lines of help below the option, in order; `[ ]` where it may be left out. */
  readonly companions?: readonly string[]
  /** Asks before it changes anything. */
  readonly prompts?: true
  readonly summary: string
}

const DRIVER = '-driver <driver>'
const TARGET = '-target <target>'
const GROUP = '-group <group>'
const ANY_GROUP = '[-group <group>]'
const DEVICE_GROUP = '-dev_group <dgrp>'
const TARGET_GROUP = '-tgt_group <tgrp>'
const ATTRIBUTES = '-attributes <p=v,...>'
const HANDLER = '-handler <handler>'
const DEVICE = '-device <device>'

type Rest = Omit<LegacyOption, 'name' | 'value' | 'role'>

const row = (role: OptionRole) => (name: string, value: ValueKind, rest: Rest) => ({
  name,
  value,
  role,
  ...rest,
})

const query = row('query')
const change = row('change')
const uncounted = row('uncounted')
const companion = (name: string, argument: string, summary: string): LegacyOption => ({
  name,
  value: 'required',
  role: 'companion',
  argument,
  summary,
})
const modifier = (name: string, summary: string): LegacyOption => ({
  name,
  value: 'none',
  role: 'modifier',
  summary,
})
const ours = (
  name: string,
  value: ValueKind,
  summary: string,
  argument?: string,
): LegacyOption & { exactOnly: true } => ({
  name,
  value,
  role: 'ours',
  exactOnly: true,
  ...(argument !== undefined && { argument }),
  summary,
})

export const LEGACY_OPTIONS: readonly LegacyOption[] = [
  uncounted('config', 'optional', {
    command: 'config apply',
    argument: '<file>',
    summary: 'Make the running system match <file>.',
  }),
  change('check_config', 'optional', {
    command: 'config check',
    argument: '<file>',
    summary: 'Look for faults in <file>; change nothing.',
  }),
  change('write_config', 'required', {
    command: 'config write',
    argument: '<file>',
    summary: 'Save the running configuration to <file>.',
  }),
  change('clear_config', 'none', {
    command: 'config clear',
    prompts: true,
    summary: 'Take the whole running configuration away.',
  }),

  query('list_handler', 'optional', {
    command: 'handler list',
    argument: '[<hndlr>]',
    summary: 'Show the handlers, or the devices of one.',
  }),
  query('list_device', 'optional', {
    command: 'device list',
    argument: '[<device>]',
    summary: 'Show the open devices, or one in detail.',
  }),
  query('list_dgrp', 'optional', {
    command: 'device-group list',
    argument: '[<dgrp>]',
    summary: 'Show the device groups, or what one holds.',
  }),
  query('list_tgrp', 'optional', {
    command: 'target-group list',
    argument: '[<tgrp>]',
    companions: ['[-dev_group <dgrp>]'],
    summary: 'Show the target groups of a device group.',
  }),
  query('list_driver', 'optional', {
    command: 'driver list',
    argument: '[<driver>]',
    summary: 'Show the drivers, or the targets of one.',
  }),
  query('list_target', 'optional', {
    command: 'target list',
    argument: '[<target>]',
    companions: ['[-driver <driver>]'],
    summary: 'Show the targets, or one in detail.',
  }),
  query('list_group', 'optional', {
    command: 'group list',
    argument: '[<group>]',
    companions: ['[-driver <driver>]', '[-target <target>]'],
    summary: 'Show LUNs and initiators, group by group.',
  }),
  query('list_sessions', 'none', {
    command: 'session list',
    summary: 'Show every session with its figures.',
  }),
  query('list_scst_attr', 'none', {
    command: 'scst list-attr',
    summary: 'Show the attributes of SCST itself.',
  }),
  query('list_hnd_attr', 'required', {
    command: 'handler list-attr',
    argument: '<hndlr>',
    summary: 'Show the attributes of a handler.',
  }),
  query('list_dev_attr', 'required', {
    command: 'device list-attr',
    argument: '<device>',
    summary: 'Show the attributes of a device.',
  }),
  query('list_drv_attr', 'required', {
    command: 'driver list-attr',
    argument: '<driver>',
    summary: 'Show the attributes of a driver.',
  }),
  query('list_tgt_attr', 'required', {
    command: 'target list-attr',
    argument: '<target>',
    companions: [DRIVER],
    summary: 'Show the attributes of a target.',
  }),
  query('list_grp_attr', 'required', {
    command: 'group list-attr',
    argument: '<group>',
    companions: [DRIVER, TARGET],
    summary: 'Show the attributes of an initiator group.',
  }),
  query('list_lun_attr', 'required', {
    command: 'lun list-attr',
    argument: '<lun>',
    companions: [DRIVER, TARGET, ANY_GROUP],
    summary: 'Show the attributes of a LUN.',
  }),
  query('list_init_attr', 'required', {
    command: 'initiator list-attr',
    argument: '<init>',
    companions: [DRIVER, TARGET, GROUP],
    summary: 'Show the attributes of an initiator.',
  }),
  query('list_dgrp_attr', 'required', {
    command: 'device-group list-attr',
    argument: '<dgrp>',
    summary: 'Show the attributes of a device group.',
  }),
  query('list_tgrp_attr', 'required', {
    command: 'target-group list-attr',
    argument: '<tgrp>',
    companions: [DEVICE_GROUP],
    summary: 'Show the attributes of a target group.',
  }),
  query('list_ttgt_attr', 'required', {
    command: 'target-group list-target-attr',
    argument: '<tgt>',
    companions: [DEVICE_GROUP, TARGET_GROUP],
    summary: 'Show the attributes of a target group target.',
  }),

  change('set_scst_attr', 'none', {
    command: 'scst set-attr',
    companions: [ATTRIBUTES],
    prompts: true,
    summary: 'Give SCST attributes new values.',
  }),
  change('set_hnd_attr', 'required', {
    command: 'handler set-attr',
    argument: '<hndlr>',
    companions: [ATTRIBUTES],
    prompts: true,
    summary: 'Give attributes of a handler new values.',
  }),
  change('set_dev_attr', 'required', {
    command: 'device set-attr',
    argument: '<device>',
    companions: [ATTRIBUTES],
    prompts: true,
    summary: 'Give attributes of a device new values.',
  }),
  change('set_dgrp_attr', 'required', {
    command: 'device-group set-attr',
    argument: '<dgrp>',
    companions: [ATTRIBUTES],
    prompts: true,
    summary: 'Give attributes of a device group new values.',
  }),
  change('set_tgrp_attr', 'required', {
    command: 'target-group set-attr',
    argument: '<tgrp>',
    companions: [DEVICE_GROUP, ATTRIBUTES],
    prompts: true,
    summary: 'Give attributes of a target group new values.',
  }),
  change('set_ttgt_attr', 'required', {
    command: 'target-group set-target-attr',
    argument: '<tgt>',
    companions: [DEVICE_GROUP, TARGET_GROUP, ATTRIBUTES],
    prompts: true,
    summary: 'Give attributes of a target group target new values.',
  }),
  change('set_drv_attr', 'required', {
    command: 'driver set-attr',
    argument: '<driver>',
    companions: [ATTRIBUTES],
    prompts: true,
    summary: 'Give attributes of a driver new values.',
  }),
  change('set_tgt_attr', 'required', {
    command: 'target set-attr',
    argument: '<target>',
    companions: [DRIVER, ATTRIBUTES],
    prompts: true,
    summary: 'Give attributes of a target new values.',
  }),
  change('set_grp_attr', 'required', {
    command: 'group set-attr',
    argument: '<group>',
    companions: [DRIVER, TARGET, ATTRIBUTES],
    prompts: true,
    summary: 'Give attributes of an initiator group new values.',
  }),
  change('set_lun_attr', 'required', {
    command: 'lun set-attr',
    argument: '<lun>',
    companions: [DRIVER, TARGET, ANY_GROUP, ATTRIBUTES],
    prompts: true,
    summary: 'Give attributes of a LUN new values.',
  }),
  change('set_init_attr', 'required', {
    command: 'initiator set-attr',
    argument: '<init>',
    companions: [DRIVER, TARGET, GROUP, ATTRIBUTES],
    prompts: true,
    summary: 'Give attributes of an initiator new values.',
  }),
  change('add_drv_attr', 'required', {
    command: 'driver add-attr',
    argument: '<driver>',
    companions: [ATTRIBUTES],
    summary: 'Add values to dynamic attributes of a driver.',
  }),
  change('add_tgt_attr', 'required', {
    command: 'target add-attr',
    argument: '<target>',
    companions: [DRIVER, ATTRIBUTES],
    summary: 'Add values to dynamic attributes of a target.',
  }),
  change('rem_drv_attr', 'required', {
    command: 'driver rem-attr',
    argument: '<driver>',
    companions: [ATTRIBUTES],
    prompts: true,
    summary: 'Take values from dynamic attributes of a driver.',
  }),
  change('rem_tgt_attr', 'required', {
    command: 'target rem-attr',
    argument: '<target>',
    companions: [DRIVER, ATTRIBUTES],
    prompts: true,
    summary: 'Take values from dynamic attributes of a target.',
  }),
  change('open_dev', 'required', {
    command: 'device open',
    argument: '<device>',
    companions: [HANDLER, ATTRIBUTES],
    summary: 'Open a device with a handler.',
  }),
  change('close_dev', 'required', {
    command: 'device close',
    argument: '<device>',
    companions: [HANDLER],
    prompts: true,
    summary: 'Close a device of a handler.',
  }),
  uncounted('resync_dev', 'required', {
    command: 'device resync',
    argument: '<device>',
    summary: 'Look up the size of a device again.',
  }),
  change('add_dgrp', 'required', {
    command: 'device-group add',
    argument: '<dgrp>',
    summary: 'Make a device group.',
  }),
  change('rem_dgrp', 'required', {
    command: 'device-group rem',
    argument: '<dgrp>',
    summary: 'Remove a device group.',
  }),
  change('add_dgrp_dev', 'required', {
    command: 'device-group add-device',
    argument: '<device>',
    companions: ['-dev_group <dgroup>'],
    summary: 'Put a device into a device group.',
  }),
  change('rem_dgrp_dev', 'required', {
    command: 'device-group rem-device',
    argument: '<device>',
    companions: ['-dev_group <dgroup>'],
    summary: 'Take a device out of a device group.',
  }),
  change('add_tgrp', 'required', {
    command: 'target-group add',
    argument: '<tgrp>',
    companions: [DEVICE_GROUP],
    summary: 'Make a target group in a device group.',
  }),
  change('rem_tgrp', 'required', {
    command: 'target-group rem',
    argument: '<tgrp>',
    companions: [DEVICE_GROUP],
    summary: 'Remove a target group from a device group.',
  }),
  change('add_tgrp_tgt', 'required', {
    command: 'target-group add-target',
    argument: '<tgt>',
    companions: [DEVICE_GROUP, TARGET_GROUP],
    summary: 'Put a target into a target group.',
  }),
  change('rem_tgrp_tgt', 'required', {
    command: 'target-group rem-target',
    argument: '<tgt>',
    companions: [DEVICE_GROUP, TARGET_GROUP],
    summary: 'Take a target out of a target group.',
  }),
  change('add_target', 'required', {
    command: 'target add',
    argument: '<target>',
    companions: [DRIVER],
    summary: 'Make a target of a driver that can have virtual ones.',
  }),
  change('rem_target', 'required', {
    command: 'target rem',
    argument: '<target>',
    companions: [DRIVER],
    prompts: true,
    summary: 'Remove a virtual target with its sessions.',
  }),
  change('add_group', 'required', {
    command: 'group add',
    argument: '<group>',
    companions: [DRIVER, TARGET],
    summary: 'Make an initiator group of a target.',
  }),
  change('rem_group', 'required', {
    command: 'group rem',
    argument: '<group>',
    companions: [DRIVER, TARGET],
    prompts: true,
    summary: 'Remove an initiator group of a target.',
  }),
  change('add_init', 'required', {
    command: 'initiator add',
    argument: '<init>',
    companions: [DRIVER, TARGET, GROUP],
    summary: 'Put an initiator into a group.',
  }),
  change('rem_init', 'required', {
    command: 'initiator rem',
    argument: '<user>',
    companions: [DRIVER, TARGET, GROUP],
    prompts: true,
    summary: 'Take an initiator out of a group.',
  }),
  uncounted('move_init', 'required', {
    command: 'initiator move',
    argument: '<init>',
    companions: [DRIVER, TARGET, '-group <group 1>', '-to <group 2>'],
    prompts: true,
    summary: 'Move an initiator to another group.',
  }),
  change('clear_inits', 'none', {
    command: 'initiator clear',
    companions: [DRIVER, TARGET, GROUP],
    prompts: true,
    summary: 'Take all initiators out of a group.',
  }),
  change('add_lun', 'required', {
    command: 'lun add',
    argument: '<lun>',
    companions: [DRIVER, TARGET, ANY_GROUP, DEVICE, ATTRIBUTES],
    summary: 'Give a device a LUN at a target or in a group.',
  }),
  change('rem_lun', 'required', {
    command: 'lun rem',
    argument: '<lun>',
    companions: [DRIVER, TARGET, ANY_GROUP],
    prompts: true,
    summary: 'Remove a LUN from a target or a group.',
  }),
  change('replace_lun', 'required', {
    command: 'lun replace',
    argument: '<lun>',
    companions: [DRIVER, TARGET, ANY_GROUP, DEVICE, ATTRIBUTES],
    prompts: true,
    summary: 'Put another device behind a LUN.',
  }),
  change('clear_luns', 'none', {
    command: 'lun clear',
    companions: [DRIVER, TARGET, ANY_GROUP],
    prompts: true,
    summary: 'Remove all LUNs from a target or a group.',
  }),
  change('enable_target', 'required', {
    command: 'target enable',
    argument: '<t>',
    companions: [DRIVER],
    summary: 'Let a target accept sessions.',
  }),
  change('disable_target', 'required', {
    command: 'target disable',
    argument: '<t>',
    companions: [DRIVER],
    prompts: true,
    summary: 'Let a target refuse new sessions.',
  }),
  change('issue_lip', 'optional', {
    command: 'lip issue',
    argument: '[<t>]',
    companions: ['[-driver <driver>]'],
    summary: 'Issue a LIP on one fibre channel target, or on all of them.',
  }),
  uncounted('dumpAttrs', 'none', {
    command: 'scst dump-attrs',
    summary: 'Show the attributes of SCST and its devices as they were read.',
  }),

  modifier('lip', 'Issue a LIP when fibre channel targets were changed.'),
  modifier('no_lip', 'Let -issue_lip do nothing.'),
  companion('handler', '<handler>', 'The device handler.'),
  companion('attributes', '<p=v,...>', 'Attributes with their values, separated by commas.'),
  companion('driver', '<driver>', 'The target driver.'),
  companion('target', '<target>', 'The target.'),
  companion('group', '<group>', 'The initiator group.'),
  companion('to', '<group>', 'The initiator group to move to.'),
  companion('device', '<device>', 'The device.'),
  companion('dev_group', '<dgrp>', 'The device group.'),
  companion('tgt_group', '<tgrp>', 'The target group.'),
  modifier('h', 'Show this text.'),
  modifier('help', 'Show this text.'),
  modifier('nonkey', 'List and write attributes at their default, too.'),
  modifier('noprompt', 'Never ask. Think first.'),
  modifier('cont_on_err', 'Go on behind a failed change.'),
  modifier('force', 'Change and remove whatever the file does not say (DANGER!).'),
  modifier('debug', 'Show each write instead of doing it.'),

  ours('preserve_cluster_mode', 'none', 'Neither compare nor change cluster_mode of running devices.'),
  ours('json', 'none', 'Answer -list_* as JSON.'),
  ours('sysfs', 'required', 'Administer this directory instead of the daemon.', '<dir>'),
  ours('socket', 'required', 'Reach the daemon at this socket.', '<path>'),
  ours('compat', 'required', 'strict: behave as the original in every corner.', 'strict'),
]

/** The row of an option by its exact name. */
export function legacyOption(name: string): LegacyOption {
  const option = LEGACY_OPTIONS.find((row) => row.name === name)
  if (!option) throw new Error(`no option -${name}`)
  return option
}
