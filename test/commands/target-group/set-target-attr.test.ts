import TargetGroupSetTargetAttr from '../../../commands/target-group/set-target-attr.ts'
import { changed, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetGroupSetTargetAttr, {
  'sets the id of a remote target': {
    writes: GROUPED,
    argv: 'iqn.b --dev-group dg --tgt-group tg --attributes rel_tgt_id=7 --noprompt',
    classic: '-set_ttgt_attr iqn.b -dev_group dg -tgt_group tg -attributes rel_tgt_id=7 -noprompt',
    stdout: changed(
      lines("\t-> Setting target attribute 'rel_tgt_id' to value '7' for target 'dg/tg/iqn.b': done."),
      'Done, 1 change(s) made.',
    ),
  },
})
