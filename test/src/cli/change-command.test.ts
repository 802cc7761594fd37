import DeviceOpen from '../../../commands/device/open.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

// The flags that every change has.
testCommand(DeviceOpen, {
  '--cont-on-err goes on behind an error': {
    writes: SAMPLE,
    argv: 'n1 --handler vdisk_nullio --cont-on-err',
    classic: '-open_dev n1 -handler vdisk_nullio -cont_on_err',
    stdout: changed(
      lines("\t-> Opening device 'n1' using handler 'vdisk_nullio': done.", 'Device already exists.'),
    ),
  },
  '--debug shows the write and does nothing': {
    argv: 'n1 --handler vdisk_nullio --debug',
    classic: '-open_dev n1 -handler vdisk_nullio -debug',
    stdout: changed(
      lines(
        `\t-> Opening device 'n1' using handler 'vdisk_nullio': DBG(${process.pid}): add_device n1 `,
        'done.',
      ),
    ),
    reads: { 'handlers/vdisk_nullio/type': '0 - Direct-access device (e.g., magnetic disk)\n' },
  },
})
