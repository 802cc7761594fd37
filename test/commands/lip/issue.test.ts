import LipIssue from '../../../commands/lip/issue.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(LipIssue, {
  'finds no fibre channel': {
    writes: SAMPLE,
    argv: '',
    classic: '-issue_lip',
    stdout: changed(
      lines(
        "\t-> Driver/target 'copy_manager/copy_manager_tgt' has no 'host' attribute, ignoring.",
        "\t-> Driver/target 'iscsi/iqn.a' has no 'host' attribute, ignoring.",
      ),
    ),
  },
  'does nothing when told so': {
    writes: SAMPLE,
    argv: '--no-lip',
    classic: '-issue_lip -no_lip',
    stdout: changed(''),
  },
})
