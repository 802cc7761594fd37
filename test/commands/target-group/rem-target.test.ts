import TargetGroupRemTarget from '../../../commands/target-group/rem-target.ts'
import { changed, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetGroupRemTarget, {
  'takes a target out of a group': {
    writes: GROUPED,
    argv: 'iqn.b --dev-group dg --tgt-group tg',
    classic: '-rem_tgrp_tgt iqn.b -dev_group dg -tgt_group tg',
    stdout: changed(lines("\t-> Removing target group/target 'tg/iqn.b' from device group 'dg': done.")),
  },
})
