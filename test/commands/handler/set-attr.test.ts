import HandlerSetAttr from '../../../commands/handler/set-attr.ts'
import { changed, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(HandlerSetAttr, {
  'ignores what cannot be set': {
    argv: 'vdisk_fileio --attributes type=1 --noprompt',
    classic: '-set_hnd_attr vdisk_fileio -attributes type=1 -noprompt',
    stdout: changed(
      lines("\t-> WARNING: Handler 'vdisk_fileio' lacks the settable attribute 'type', ignoring.", ''),
      'Done, 0 change(s) made.',
    ),
  },
})
