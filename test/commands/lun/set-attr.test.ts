import LunSetAttr from '../../../commands/lun/set-attr.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(LunSetAttr, {
  'ignores what is fixed': {
    writes: SAMPLE,
    argv: '0 --driver iscsi --target iqn.a --attributes read_only=1 --noprompt',
    classic: '-set_lun_attr 0 -driver iscsi -target iqn.a -attributes read_only=1 -noprompt',
    stdout: changed(
      lines(
        "\t-> WARNING: Driver/target/LUN 'iscsi/iqn.a/0' lacks the settable attribute 'read_only', ignoring.",
        '',
      ),
      'Done, 0 change(s) made.',
    ),
  },
})
