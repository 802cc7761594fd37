import ScstSetAttr from '../../../commands/scst/set-attr.ts'
import { answered, changed, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(ScstSetAttr, {
  'sets a value and counts it': {
    argv: '--attributes threads=5 --noprompt',
    classic: '-set_scst_attr -attributes threads=5 -noprompt',
    stdout: changed(
      lines("\t-> Setting SCST attribute 'threads' to value '5': done."),
      'Done, 1 change(s) made.',
    ),
    reads: { threads: '5\n[key]\n' },
  },
  'asks, and takes yes for an answer': {
    argv: '--attributes threads=5',
    classic: '-set_scst_attr -attributes threads=5',
    stdin: 'YES\n',
    stdout: answered(
      lines(
        'Performing this action may result in lost or corrupt data, are you sure you wish to continue (y/[n]) ? ',
        '-> Making requested changes.',
        "\t-> Setting SCST attribute 'threads' to value '5': done.",
        '\t-> Done, 1 change(s) made.',
      ),
    ),
  },
})
