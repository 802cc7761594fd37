import DeviceGroupAdd from '../../../commands/device-group/add.ts'
import { changed, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceGroupAdd, {
  'makes a group': {
    argv: 'dg',
    classic: '-add_dgrp dg',
    stdout: changed(lines("\t-> Adding new device group 'dg': done.")),
  },
})
