import LunRem from '../../../commands/lun/rem.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(LunRem, {
  'removes a LUN': {
    writes: SAMPLE,
    argv: '0 --driver iscsi --target iqn.a --noprompt',
    classic: '-rem_lun 0 -driver iscsi -target iqn.a -noprompt',
    stdout: changed(lines("\t-> Removing LUN 0 from driver/target 'iscsi/iqn.a': done.")),
  },
  'goes on behind a LUN that is not there when told so': {
    writes: SAMPLE,
    argv: '9 --cont-on-err --driver iscsi --target iqn.a --noprompt',
    classic: '-rem_lun 9 -cont_on_err -driver iscsi -target iqn.a -noprompt',
    stdout: changed(
      lines("\t-> Removing LUN 9 from driver/target 'iscsi/iqn.a': done.", 'No such LUN exists.'),
    ),
  },
})
