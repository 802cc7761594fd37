import DeviceGroupAddDevice from '../../../commands/device-group/add-device.ts'
import { changed, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceGroupAddDevice, {
  'puts a device into a group': {
    writes: GROUPED,
    argv: 'n2 --dev-group dg',
    classic: '-add_dgrp_dev n2 -dev_group dg',
    stdout: changed(lines("\t-> Adding new device group/device 'dg/n2': done.")),
  },
})
