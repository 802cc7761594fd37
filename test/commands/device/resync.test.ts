import DeviceResync from '../../../commands/device/resync.ts'
import { changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceResync, {
  'says when there is nothing to look up': {
    writes: SAMPLE,
    argv: 'n1',
    classic: '-resync_dev n1',
    stdout: changed(
      lines("\t-> WARNING: Device 'n1' lacks the settable attribute 'resync_size', ignoring.", ''),
    ),
  },
  'fails where there is no such device': {
    argv: 'n1',
    classic: '-resync_dev n1',
    stdout: changed(
      lines(
        '',
        '',
        'WARNING: Received the following error:',
        '',
        "\tdeviceAttributes(): Device 'n1' is not open",
        '',
      ),
    ),
    status: 1,
  },
})
