import SysfsLs from '../../../commands/sysfs/ls.ts'
import { lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(SysfsLs, {
  'lists a directory': { writes: SAMPLE, argv: 'devices', stdout: lines('n1', 'n2') },
  'shows modes and links': {
    writes: SAMPLE,
    argv: '-l targets/iscsi/iqn.a/luns/0',
    stdout: lines('lrwxrwxrwx device -> ../../../../../devices/n1', '-r--r--r-- read_only'),
  },
  'answers as JSON': {
    writes: SAMPLE,
    argv: '--json targets/iscsi/iqn.a/ini_groups',
    stdout: `${JSON.stringify(
      [
        { name: 'g', type: 'dir', mode: 0o755 },
        { name: 'mgmt', type: 'file', mode: 0o644 },
      ],
      null,
      2,
    )}\n`,
  },
  'exits with the number of the error': {
    argv: 'nosuch',
    stdout: '',
    stderr: 'nosuch: No such file or directory\n',
    status: 2,
  },
})
