import HandlerList from '../../../commands/handler/list.ts'
import { answered, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(HandlerList, {
  'lists all handlers': {
    argv: '',
    classic: '-list_handler',
    stdout: answered(
      lines(
        '\tHandler',
        '\t-------------',
        '\tdev_disk',
        '\tdev_disk_perf',
        '\tvcdrom',
        '\tvdisk_blockio',
        '\tvdisk_fileio',
        '\tvdisk_nullio',
      ),
    ),
  },
  'lists the devices of one': {
    writes: SAMPLE,
    argv: 'vdisk_nullio',
    classic: '-list_handler vdisk_nullio',
    stdout: answered(
      lines(
        '\tHandler          Device',
        '\t-------------------',
        '\tvdisk_nullio    n1',
        '\t                n2',
      ),
    ),
  },
  'does not know a handler': {
    argv: 'nosuch',
    classic: '-list_handler nosuch',
    stdout: answered(lines("No such handler 'nosuch' found.")),
  },
})
