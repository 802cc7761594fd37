import TargetGroupList from '../../../commands/target-group/list.ts'
import { answered, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetGroupList, {
  'lists the target groups of a device group': {
    writes: GROUPED,
    argv: '--dev-group dg',
    classic: '-list_tgrp -dev_group dg',
    stdout: answered(lines('', '\tTarget Groups', '\t------------', '\ttg')),
  },
  'lists the targets of one': {
    writes: GROUPED,
    argv: 'tg --dev-group dg',
    classic: '-list_tgrp tg -dev_group dg',
    stdout: answered(lines('\tTargets', '\t-------', '\tiqn.b')),
  },
})
