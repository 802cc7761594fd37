import TargetGroupRem from '../../../commands/target-group/rem.ts'
import { begun, changed, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetGroupRem, {
  'refuses a group with targets': {
    writes: GROUPED,
    argv: 'tg --dev-group dg',
    classic: '-rem_tgrp tg -dev_group dg',
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
        '\tTarget group is still in use, aborting. Use -force to override.',
        '',
      ),
    ),
    status: 1,
  },
  'removes it by force': {
    writes: GROUPED,
    argv: 'tg --force --dev-group dg',
    classic: '-rem_tgrp tg -force -dev_group dg',
    stdout: changed(lines("\t-> Removing target group 'tg' from device group 'dg': done.")),
  },
})
