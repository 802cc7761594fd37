import DeviceOpen from '../../../commands/device/open.ts'
import { begun, changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceOpen, {
  'opens a device with attributes': {
    argv: 'n9 --handler vdisk_nullio --attributes size_mb=3',
    classic: '-open_dev n9 -handler vdisk_nullio -attributes size_mb=3',
    stdout: changed(lines("\t-> Opening device 'n9' using handler 'vdisk_nullio': done.")),
    reads: { 'devices/n9/size': '3145728\n[key]\n' },
  },
  'refuses a name twice': {
    writes: SAMPLE,
    argv: 'n1 --handler vdisk_nullio',
    classic: '-open_dev n1 -handler vdisk_nullio',
    stdout: begun(
      lines(
        '',
        '-> Making requested changes.',
        "\t-> Opening device 'n1' using handler 'vdisk_nullio': done.",
        '',
        '',
        'FATAL: Received the following error:',
        '',
        '\tDevice already exists.',
        '',
      ),
    ),
    status: 1,
  },
})
