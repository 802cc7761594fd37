import DeviceGroupList from '../../../commands/device-group/list.ts'
import { answered, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceGroupList, {
  'lists all': {
    writes: GROUPED,
    argv: '',
    classic: '-list_dgrp',
    stdout: answered(lines('\tDevice Group', '\t------------', '\tdg', '')),
  },
  'shows what one holds': {
    writes: GROUPED,
    argv: 'dg',
    classic: '-list_dgrp dg',
    stdout: answered(
      lines('\tDevices', '\t-------', '\tn1', '', '\tTarget Groups', '\t------------', '\ttg'),
    ),
  },
})
