import TargetRemAttr from '../../../commands/target/rem-attr.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetRemAttr, {
  'says when the value is not there': {
    writes: SAMPLE,
    argv: 'iqn.a --driver iscsi --attributes allowed_portal=10.* --noprompt',
    classic: '-rem_tgt_attr iqn.a -driver iscsi -attributes allowed_portal=10.* -noprompt',
    stdout: changed(
      lines("\t-> Attribute/value 'allowed_portal/10.*' doesn't exist for driver/target 'iscsi/iqn.a'."),
    ),
  },
})
