import SessionList from '../../../commands/session/list.ts'
import { answered, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(SessionList, {
  'shows targets without sessions': {
    argv: '',
    classic: '-list_sessions',
    stdout: answered(
      lines(
        'Driver/Target: copy_manager/copy_manager_tgt',
        '',
        '\tSession: copy_manager_sess',
        '',
        '\tAttribute                     Value                 Writable      KEY',
        '\t---------------------------------------------------------------------',
        '\tactive_commands               0                     Yes           No ',
        '\tbidi_cmd_count                0                     Yes           No ',
        '\tbidi_io_count_kb              0                     Yes           No ',
        '\tbidi_unaligned_cmd_count      0                     Yes           No ',
        '\tcommands                      0                     Yes           No ',
        '\tdif_checks_failed             \tapp\tref\tguard        Yes           No ',
        '\tinitiator_name                copy_manager_sess     Yes           No ',
        '\tnone_cmd_count                0                     Yes           No ',
        '\tread_cmd_count                0                     Yes           No ',
        '\tread_io_count_kb              0                     Yes           No ',
        '\tread_unaligned_cmd_count      0                     Yes           No ',
        '\tunknown_cmd_count             0                     Yes           No ',
        '\twrite_cmd_count               0                     Yes           No ',
        '\twrite_io_count_kb             0                     Yes           No ',
        '\twrite_unaligned_cmd_count     0                     Yes           No ',
        '',
      ),
    ),
  },
})
