import InitiatorMove from '../../../commands/initiator/move.ts'
import { begun, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(InitiatorMove, {
  'moves to no group that is not there': {
    writes: SAMPLE,
    argv: 'iqn.i --driver iscsi --target iqn.a --group g --to h --noprompt',
    classic: '-move_init iqn.i -driver iscsi -target iqn.a -group g -to h -noprompt',
    stdout: begun(
      lines(
        '',
        '-> Making requested changes.',
        "\t-> Moving initiator 'iqn.i' from group 'g' to group 'h': done.",
        '',
        '',
        'FATAL: Received the following error:',
        '',
        '\tNo such group exists.',
        '',
      ),
    ),
    status: 1,
  },
})
