import TargetRem from '../../../commands/target/rem.ts'
import { answered, changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetRem, {
  'removes a target': {
    writes: SAMPLE,
    argv: 'iqn.a --driver iscsi --noprompt',
    classic: '-rem_target iqn.a -driver iscsi -noprompt',
    stdout: changed(lines("\t-> Removing virtual target 'iqn.a' from driver 'iscsi': done.")),
  },
  'exits with the number of the error': {
    argv: 'iqn.a --driver iscsi --noprompt',
    classic: '-rem_target iqn.a -driver iscsi -noprompt',
    stdout: answered(
      lines(
        '',
        '-> Making requested changes.',
        "\t-> Removing virtual target 'iqn.a' from driver 'iscsi': done.",
        '\t-> Done.',
        '',
        '',
        'WARNING: Received the following error:',
        '',
        '\tNo such target exists.',
        '',
      ),
    ),
    status: 40,
  },
})
