import DeviceGroupRemDevice from '../../../commands/device-group/rem-device.ts'
import { begun, changed, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceGroupRemDevice, {
  'refuses while the group has targets': {
    writes: GROUPED,
    argv: 'n1 --dev-group dg',
    classic: '-rem_dgrp_dev n1 -dev_group dg',
    stdout: begun(
      lines(
        '',
        '-> Making requested changes.',
        '',
        '\tTargets',
        '\t-------',
        '\tiqn.b',
        '',
        '',
        'FATAL: Received the following error:',
        '',
        '\tDevice may still be in use, aborting. Use -force to override.',
        '',
      ),
    ),
    status: 1,
  },
  'takes the device out by force': {
    writes: GROUPED,
    argv: 'n1 --force --dev-group dg',
    classic: '-rem_dgrp_dev n1 -force -dev_group dg',
    stdout: changed(lines("\t-> Removing device 'n1' from target group 'dg': done.")),
  },
})
