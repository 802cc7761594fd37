import GroupRem from '../../../commands/group/rem.ts'
import { begun, changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(GroupRem, {
  'refuses a group in use and shows it': {
    writes: SAMPLE,
    argv: 'g --driver iscsi --target iqn.a --noprompt',
    classic: '-rem_group g -driver iscsi -target iqn.a -noprompt',
    stdout: begun(
      lines(
        '',
        '-> Making requested changes.',
        'Assigned LUNs:',
        '',
        '\tLUN  Device',
        '\t-------',
        '\t0    n2',
        '',
        'Assigned Initiators:',
        '',
        '\tInitiator',
        '\t-----',
        '\tiqn.i',
        '',
        '',
        'FATAL: Received the following error:',
        '',
        '\tGroup is still in use, aborting. Use -force to override.',
        '',
      ),
    ),
    status: 1,
  },
  'removes it by force': {
    writes: SAMPLE,
    argv: 'g --force --driver iscsi --target iqn.a --noprompt',
    classic: '-rem_group g -force -driver iscsi -target iqn.a -noprompt',
    stdout: changed(lines("\t-> Removing group 'g' from driver/target 'iscsi/iqn.a': done.")),
  },
})
