import { bare, command } from '../command.ts'

/** TEST UNIT READY (SPC-4 6.47): the checks before it are all there is. */
export const testUnitReady = command({
  opcode: 0x00,
  name: 'TEST UNIT READY',
  data: 'none',
  access: 'LWX',
  needsMedium: 'present',
  ordering: 'head',
  cdb: bare(6),
  usage: '00 00 00 00 00 04',
  run() {},
})
