import DeviceGroupSetAttr from '../../../commands/device-group/set-attr.ts'
import { changed, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceGroupSetAttr, {
  'ignores what cannot be set': {
    writes: GROUPED,
    argv: 'dg --attributes a=b --noprompt',
    classic: '-set_dgrp_attr dg -attributes a=b -noprompt',
    stdout: changed(
      lines("\t-> WARNING: Device Group 'dg' lacks the settable attribute 'a', ignoring.", ''),
      'Done, 0 change(s) made.',
    ),
  },
})
