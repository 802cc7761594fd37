import DeviceClose from '../../../commands/device/close.ts'
import { begun, changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceClose, {
  'refuses a device in use and shows by whom': {
    writes: SAMPLE,
    argv: 'n1 --handler vdisk_nullio --noprompt',
    classic: '-close_dev n1 -handler vdisk_nullio -noprompt',
    stdout: begun(
      lines(
        '',
        '-> Making requested changes.',
        "Device 'n1' is currently in use by the following:",
        '',
        '\tDriver Target Group Lun ',
        '\t------ ------ ----- ----',
        '\tiscsi  iqn.a        0   ',
        '',
        '',
        'FATAL: Received the following error:',
        '',
        "\tDevice 'n1' still in use, aborting. Use -force to override.",
        '',
      ),
    ),
    status: 1,
  },
  'closes it by force': {
    writes: SAMPLE,
    argv: 'n1 --handler vdisk_nullio --force --noprompt',
    classic: '-close_dev n1 -handler vdisk_nullio -force -noprompt',
    stdout: changed(lines("\t-> Closing device 'n1' using handler 'vdisk_nullio': done.")),
  },
})
