import LunClear from '../../../commands/lun/clear.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(LunClear, {
  'removes all LUNs of a group': {
    writes: SAMPLE,
    argv: '--driver iscsi --target iqn.a --group g --noprompt',
    classic: '-clear_luns -driver iscsi -target iqn.a -group g -noprompt',
    stdout: changed(lines("\t-> Removing all LUNs from driver/target/group 'iscsi/iqn.a/g': done.")),
  },
})
