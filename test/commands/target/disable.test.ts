import TargetDisable from '../../../commands/target/disable.ts'
import { changed, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetDisable, {
  'says nothing of a target that is disabled': {
    writes: SAMPLE,
    argv: 'iqn.a --driver iscsi --noprompt',
    classic: '-disable_target iqn.a -driver iscsi -noprompt',
    stdout: changed(''),
  },
})
