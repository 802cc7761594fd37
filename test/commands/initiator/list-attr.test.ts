import InitiatorListAttr from '../../../commands/initiator/list-attr.ts'
import { answered, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(InitiatorListAttr, {
  'has none and never will': {
    writes: SAMPLE,
    argv: 'iqn.i --driver iscsi --target iqn.a --group g',
    classic: '-list_init_attr iqn.i -driver iscsi -target iqn.a -group g',
    stdout: answered(
      lines(
        '',
        '',
        'WARNING: Received the following error:',
        '',
        "\tinitiatorAttributes(): Unable to read directory '/sys/kernel/scst_tgt/targets/iscsi/iqn.a/ini_groups/g/initiators/iqn.i': Bad file descriptor",
        '',
      ),
    ),
    status: 1,
  },
})
