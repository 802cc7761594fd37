import Status from '../../commands/status.ts'
import { lines, SAMPLE, testCommand } from '../support/scstadmin.ts'

testCommand(Status, {
  'shows targets and LUNs': {
    writes: SAMPLE,
    argv: '',
    stdout: lines(
      'SCST 3.11.0-pre: 1 targets, 2 LUNs, 0 sessions',
      '',
      'Targets',
      '  driver  target  state     LUNs  groups  sessions',
      '  iscsi   iqn.a   disabled  2     1       0',
      '',
      'LUNs',
      '  target  group  LUN  device  handler       size',
      '  iqn.a          0    n1      vdisk_nullio  1 MiB',
      '  iqn.a   g      0    n2      vdisk_nullio  2 MiB',
    ),
  },
  'answers as JSON': {
    argv: '--json',
    stdout: `${JSON.stringify({ version: '3.11.0-pre', targets: [], sessions: [], luns: [] }, null, 2)}\n`,
  },
})
