import GroupList from '../../../commands/group/list.ts'
import { answered, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(GroupList, {
  'shows one group': {
    writes: SAMPLE,
    argv: 'g --driver iscsi --target iqn.a',
    classic: '-list_group g -driver iscsi -target iqn.a',
    stdout: answered(
      lines(
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
      ),
    ),
  },
  'shows every target': {
    writes: SAMPLE,
    argv: '--driver iscsi',
    classic: '-list_group -driver iscsi',
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
  'does not find a target': {
    writes: SAMPLE,
    argv: '--target iqn.x',
    classic: '-list_group -target iqn.x',
    stdout: answered(lines("Target 'iqn.x' not found.")),
  },
})
