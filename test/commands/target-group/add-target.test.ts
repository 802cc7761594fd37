import TargetGroupAddTarget from '../../../commands/target-group/add-target.ts'
import { changed, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetGroupAddTarget, {
  'puts a target into a group': {
    writes: GROUPED,
    argv: 'iqn.a --dev-group dg --tgt-group tg',
    classic: '-add_tgrp_tgt iqn.a -dev_group dg -tgt_group tg',
    stdout: changed(lines("\t-> Adding new target group/target 'tg/iqn.a' to device group 'dg': done.")),
  },
})
