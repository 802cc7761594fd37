import TargetAddAttr from '../../../commands/target/add-attr.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetAddAttr, {
  'adds a portal rule': {
    writes: SAMPLE,
    argv: 'iqn.a --driver iscsi --attributes allowed_portal=10.*',
    classic: '-add_tgt_attr iqn.a -driver iscsi -attributes allowed_portal=10.*',
    stdout: changed(
      lines(
        "\t-> Adding target attribute 'allowed_portal' with value '10.*' for driver/target 'iscsi/iqn.a': done.",
      ),
    ),
    reads: { 'targets/iscsi/iqn.a/allowed_portal': '10.*\n[key]\n\n' },
  },
})
