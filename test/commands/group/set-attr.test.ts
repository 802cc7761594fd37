import GroupSetAttr from '../../../commands/group/set-attr.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(GroupSetAttr, {
  'sets a value': {
    writes: SAMPLE,
    argv: 'g --driver iscsi --target iqn.a --attributes addr_method=FLAT --noprompt',
    classic: '-set_grp_attr g -driver iscsi -target iqn.a -attributes addr_method=FLAT -noprompt',
    stdout: changed(
      lines("\t-> Setting group attribute 'addr_method' to value 'FLAT' for group 'g': done."),
      'Done, 1 change(s) made.',
    ),
  },
})
