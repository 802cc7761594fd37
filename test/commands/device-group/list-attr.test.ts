import DeviceGroupListAttr from '../../../commands/device-group/list-attr.ts'
import { answered, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceGroupListAttr, {
  'has none to show': {
    writes: GROUPED,
    argv: 'dg',
    classic: '-list_dgrp_attr dg',
    stdout: answered(lines("No such device group 'dg' found or device group as no attributes.")),
  },
})
