import TargetList from '../../../commands/target/list.ts'
import { answered, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetList, {
  'lists targets by driver': {
    writes: SAMPLE,
    argv: '',
    classic: '-list_target',
    stdout: answered(
      lines(
        '\tDriver       Target          ',
        '\t-----------------------------',
        '\tcopy_manager copy_manager_tgt',
        '\tiscsi        iqn.a           ',
      ),
    ),
  },
  'shows one as its groups': {
    writes: SAMPLE,
    argv: 'iqn.a --driver iscsi',
    classic: '-list_target iqn.a -driver iscsi',
    stdout: answered(
      lines(
        'Driver: iscsi',
        'Target: iqn.a',
        '',
        'Assigned LUNs:',
        '',
        '\tLUN  Device',
        '\t-------',
        '\t0    n1',
        '',
        'Group: g',
        '',
        'Assigned LUNs:',
        '',
        '\tLUN  Device',
        '\t-------',
        '\t0    n2',
        '',
        'Assigned Initiators:',
        '',
        '\tInitiator',
        '\t-----',
        '\tiqn.i',
        '',
        '',
      ),
    ),
  },
})
