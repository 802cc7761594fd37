import DriverList from '../../../commands/driver/list.ts'
import { answered, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(DriverList, {
  'lists all drivers': {
    argv: '',
    classic: '-list_driver',
    stdout: answered(lines('\tDriver', '\t------------', '\tcopy_manager', '\tiscsi', '\tscst_local')),
  },
  'lists the targets of one': {
    writes: SAMPLE,
    argv: 'iscsi',
    classic: '-list_driver iscsi',
    stdout: answered(lines('\tDriver Target', '\t-----------', '\tiscsi iqn.a')),
  },
})
