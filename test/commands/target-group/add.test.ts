import TargetGroupAdd from '../../../commands/target-group/add.ts'
import { changed, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetGroupAdd, {
  'makes a target group': {
    writes: GROUPED,
    argv: 'tg2 --dev-group dg',
    classic: '-add_tgrp tg2 -dev_group dg',
    stdout: changed(lines("\t-> Adding new target group 'tg2' to device group 'dg': done.")),
  },
})
