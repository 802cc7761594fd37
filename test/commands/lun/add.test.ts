import LunAdd from '../../../commands/lun/add.ts'
import { begun, changed, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(LunAdd, {
  'adds at the target': {
    writes: SAMPLE,
    argv: '3 --device n2 --driver iscsi --target iqn.a --attributes read_only=1',
    classic: '-add_lun 3 -device n2 -driver iscsi -target iqn.a -attributes read_only=1',
    stdout: changed(lines("\t-> Adding device 'n2' at LUN 3 to driver/target 'iscsi/iqn.a': done.")),
    reads: { 'targets/iscsi/iqn.a/luns/3/read_only': '1\n[key]\n' },
  },
  'adds in a group': {
    writes: SAMPLE,
    argv: '3 --device n2 --driver iscsi --target iqn.a --group g',
    classic: '-add_lun 3 -device n2 -driver iscsi -target iqn.a -group g',
    stdout: changed(lines("\t-> Adding device 'n2' at LUN 3 to driver/target/group 'iscsi/iqn.a/g': done.")),
  },
  'refuses a LUN twice': {
    writes: SAMPLE,
    argv: '0 --device n2 --driver iscsi --target iqn.a',
    classic: '-add_lun 0 -device n2 -driver iscsi -target iqn.a',
    stdout: begun(
      lines(
        '',
        '-> Making requested changes.',
        "\t-> Adding device 'n2' at LUN 0 to driver/target 'iscsi/iqn.a': done.",
        '',
        '',
        'FATAL: Received the following error:',
        '',
        '\tLUN already exists.',
        '',
      ),
    ),
    status: 1,
  },
})
