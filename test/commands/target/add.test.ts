import TargetAdd from '../../../commands/target/add.ts'
import { answered, changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetAdd, {
  'makes a target with attributes': {
    argv: 'iqn.a --driver iscsi --attributes QueuedCommands=8',
    classic: '-add_target iqn.a -driver iscsi -attributes QueuedCommands=8',
    stdout: changed(lines("\t-> Creating target 'iqn.a' for driver 'iscsi': done.")),
    reads: { 'targets/iscsi/iqn.a/QueuedCommands': '8\n[key]\n\n' },
  },
  'exits with the number of the error': {
    writes: SAMPLE,
    argv: 'iqn.a --driver iscsi',
    classic: '-add_target iqn.a -driver iscsi',
    stdout: answered(
      lines(
        '',
        '-> Making requested changes.',
        "\t-> Creating target 'iqn.a' for driver 'iscsi': done.",
        '\t-> Done.',
        '',
        '',
        'WARNING: Received the following error:',
        '',
        '\tTarget already exists.',
        '',
      ),
    ),
    status: 41,
  },
})
