import SysfsRead from '../../../commands/sysfs/read.ts'
import { testCommand } from '../../support/scstadmin.ts'

testCommand(SysfsRead, {
  'shows an attribute': { argv: 'async_lun_replace', stdout: '0\n' },
  'takes the path that the kernel shows': {
    argv: '/sys/kernel/scst_tgt/async_lun_replace',
    stdout: '0\n',
  },
  'answers as JSON': {
    argv: '--json async_lun_replace',
    stdout: `${JSON.stringify({ path: 'async_lun_replace', value: '0', key: false, content: '0\n' }, null, 2)}\n`,
  },
  'exits with the number of the error': {
    argv: 'targets/nosuch/enabled',
    stdout: '',
    stderr: 'targets/nosuch/enabled: No such file or directory\n',
    status: 2,
  },
})
