import TargetEnable from '../../../commands/target/enable.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetEnable, {
  'enables a target': {
    writes: SAMPLE,
    argv: 'iqn.a --driver iscsi',
    classic: '-enable_target iqn.a -driver iscsi',
    stdout: changed(lines("\t-> Enabling driver/target 'iscsi/iqn.a': done.")),
    reads: { 'targets/iscsi/iqn.a/enabled': '1\n' },
  },
})
