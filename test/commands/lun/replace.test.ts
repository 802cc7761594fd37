import LunReplace from '../../../commands/lun/replace.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(LunReplace, {
  'puts another device behind a LUN': {
    writes: SAMPLE,
    argv: '0 --device n2 --driver iscsi --target iqn.a --noprompt',
    classic: '-replace_lun 0 -device n2 -driver iscsi -target iqn.a -noprompt',
    stdout: changed(
      lines("\t-> Replacing device at LUN 0 with device 'n2' in driver/target/group 'iscsi/iqn.a/': done."),
    ),
  },
})
