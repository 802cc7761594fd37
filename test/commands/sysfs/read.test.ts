import SysfsRead from '../../../commands/sysfs/read.ts'
import { testCommand } from '../../support/scstadmin.ts'

testCommand(SysfsRead, {
  'shows an attribute': { argv: 'async_lun_replace', stdout: '0\n' },
  'takes the path that the kernel shows': {
    argv: '/sys/kernel/scst_tgt/async_lun_replace',
    stdout: '0\n',
  },
  'exits with the number of the error': {
    argv: 'targets/nosuch/enabled',
    stdout: '',
    stderr: 'targets/nosuch/enabled: No such file or directory\n',
    status: 2,
  },
})
