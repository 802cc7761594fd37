import GroupAdd from '../../../commands/group/add.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(GroupAdd, {
  'makes a group': {
    writes: SAMPLE,
    argv: 'g2 --driver iscsi --target iqn.a',
    classic: '-add_group g2 -driver iscsi -target iqn.a',
    stdout: changed(lines("\t-> Adding new group 'g2' to driver/target 'iscsi/iqn.a': done.")),
  },
})
