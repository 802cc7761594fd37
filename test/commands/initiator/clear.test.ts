import InitiatorClear from '../../../commands/initiator/clear.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(InitiatorClear, {
  'takes all initiators out': {
    writes: SAMPLE,
    argv: '--driver iscsi --target iqn.a --group g --noprompt',
    classic: '-clear_inits -driver iscsi -target iqn.a -group g -noprompt',
    stdout: changed(lines("\t-> Removing all initiators driver/target/group 'iscsi/iqn.a/g': done.")),
  },
})
