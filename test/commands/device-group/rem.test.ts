import DeviceGroupRem from '../../../commands/device-group/rem.ts'
import { begun, changed, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceGroupRem, {
  'refuses a group in use and shows what it holds': {
    writes: GROUPED,
    argv: 'dg',
    classic: '-rem_dgrp dg',
    stdout: begun(
      lines(
        '',
        '-> Making requested changes.',
        '',
        '\tDevices',
        '\t-------',
        '\tn1',
        '',
        '\tTarget Groups',
        '\t------------',
        '\ttg',
        '',
        '',
        'FATAL: Received the following error:',
        '',
        '\tDevice group is still in use, aborting. Use -force to override.',
        '',
      ),
    ),
    status: 1,
  },
  'removes it by force': {
    writes: GROUPED,
    argv: 'dg --force',
    classic: '-rem_dgrp dg -force',
    stdout: changed(lines("\t-> Removing device group 'dg': done.")),
  },
})
