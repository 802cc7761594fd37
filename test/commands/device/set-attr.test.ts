import DeviceSetAttr from '../../../commands/device/set-attr.ts'
import { answered, changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceSetAttr, {
  'sets a value and counts it': {
    writes: SAMPLE,
    argv: 'n1 --attributes prod_id=disk --noprompt',
    classic: '-set_dev_attr n1 -attributes prod_id=disk -noprompt',
    stdout: changed(
      lines("\t-> Setting device attribute 'prod_id' to value 'disk' for device 'n1': done."),
      'Done, 1 change(s) made.',
    ),
    reads: { 'devices/n1/prod_id': 'disk\n[key]\n' },
  },
  'leaves a value that is set already': {
    writes: SAMPLE,
    argv: 'n1 --attributes prod_id=n1 --noprompt',
    classic: '-set_dev_attr n1 -attributes prod_id=n1 -noprompt',
    stdout: changed(
      lines("\t-> Attribute 'prod_id' already set to value 'n1', ignoring."),
      'Done, 0 change(s) made.',
    ),
  },
  'asks first': {
    writes: SAMPLE,
    argv: 'n1 --attributes prod_id=disk',
    classic: '-set_dev_attr n1 -attributes prod_id=disk',
    stdin: 'n\n',
    stdout: answered(
      lines(
        'Performing this action may result in lost or corrupt data, are you sure you wish to continue (y/[n]) ? Aborting action.',
      ),
    ),
  },
})
