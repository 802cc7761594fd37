import InitiatorSetAttr from '../../../commands/initiator/set-attr.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(InitiatorSetAttr, {
  'has none to set': {
    writes: SAMPLE,
    argv: 'iqn.i --driver iscsi --target iqn.a --group g --attributes a=b --noprompt',
    classic: '-set_init_attr iqn.i -driver iscsi -target iqn.a -group g -attributes a=b -noprompt',
    stdout: changed(
      lines(
        '',
        '',
        'WARNING: Received the following error:',
        '',
        "\tinitiatorAttributes(): Unable to read directory '/sys/kernel/scst_tgt/targets/iscsi/iqn.a/ini_groups/g/initiators/iqn.i': Bad file descriptor",
        '',
      ),
      'Done, 0 change(s) made.',
    ),
  },
})
