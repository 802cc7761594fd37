import TargetGroupListTargetAttr from '../../../commands/target-group/list-target-attr.ts'
import { answered, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetGroupListTargetAttr, {
  'shows the attributes of a remote target': {
    writes: GROUPED,
    argv: 'iqn.b --nonkey --dev-group dg --tgt-group tg',
    classic: '-list_ttgt_attr iqn.b -nonkey -dev_group dg -tgt_group tg',
    stdout: answered(
      lines(
        '\tAttribute      Value     Writable      KEY',
        '\t------------------------------------------',
        '\trel_tgt_id     0         Yes           Yes',
      ),
    ),
  },
})
