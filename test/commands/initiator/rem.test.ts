import InitiatorRem from '../../../commands/initiator/rem.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(InitiatorRem, {
  'takes an initiator out': {
    writes: SAMPLE,
    argv: 'iqn.i --driver iscsi --target iqn.a --group g --noprompt',
    classic: '-rem_init iqn.i -driver iscsi -target iqn.a -group g -noprompt',
    stdout: changed(lines("\t-> Removing initiator 'iqn.i' from driver/target/group 'iscsi/iqn.a/g': done.")),
  },
})
