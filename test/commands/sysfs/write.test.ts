import SysfsWrite from '../../../commands/sysfs/write.ts'
import { testCommand } from '../../support/scstadmin.ts'

testCommand(SysfsWrite, {
  'writes a command': {
    argv: 'handlers/vdisk_nullio/mgmt "add_device n1 size_mb=1"',
    stdout: '',
    reads: { 'devices/n1/size': '1048576\n[key]\n' },
  },
  'exits with the number of the error': {
    argv: 'targets/iscsi/enabled maybe',
    stdout: '',
    stderr: 'targets/iscsi/enabled: Invalid argument\n',
    status: 22,
  },
})
