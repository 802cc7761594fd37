import InitiatorAdd from '../../../commands/initiator/add.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(InitiatorAdd, {
  'puts an initiator into a group': {
    writes: SAMPLE,
    argv: 'iqn.j --driver iscsi --target iqn.a --group g',
    classic: '-add_init iqn.j -driver iscsi -target iqn.a -group g',
    stdout: changed(lines("\t-> Adding new initiator 'iqn.j' to driver/target/group 'iscsi/iqn.a/g': done.")),
  },
  'leaves one that is in a group already': {
    writes: SAMPLE,
    argv: 'iqn.i --driver iscsi --target iqn.a --group g',
    classic: '-add_init iqn.i -driver iscsi -target iqn.a -group g',
    stdout: changed(
      lines(
        "\t-> Initiator 'iqn.i' already belongs to group 'g' for driver/target 'iscsi/target', ignoring.",
      ),
    ),
  },
})
