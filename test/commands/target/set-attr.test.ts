import TargetSetAttr from '../../../commands/target/set-attr.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetSetAttr, {
  'sets a value and counts it': {
    writes: SAMPLE,
    argv: 'iqn.a --driver iscsi --attributes QueuedCommands=8 --noprompt',
    classic: '-set_tgt_attr iqn.a -driver iscsi -attributes QueuedCommands=8 -noprompt',
    stdout: changed(
      lines(
        "\t-> Setting target attribute 'QueuedCommands' to value '8' for driver/target 'iscsi/iqn.a': done.",
      ),
      'Done, 1 change(s) made.',
    ),
    reads: { 'targets/iscsi/iqn.a/QueuedCommands': '8\n[key]\n\n' },
  },
})
