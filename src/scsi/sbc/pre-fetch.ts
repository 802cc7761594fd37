import { command } from '../command.ts'
import { onBlocks, range10, range16 } from './cdb.ts'

const common = { ...onBlocks, on: 'disk', data: 'none', access: 'W', run() {} } as const

/** PRE-FETCH(10) and (16) (SBC-3 5.8, 5.9): a hint; the page cache has its own read-ahead. */
export const preFetch10 = command({
  ...common,
  opcode: 0x34,
  name: 'PRE-FETCH(10)',
  cdb: range10,
  usage: '34 02 ff ff ff ff 00 ff ff 04',
})

export const preFetch16 = command({
  ...common,
  opcode: 0x90,
  name: 'PRE-FETCH(16)',
  cdb: range16,
  usage: '90 02 ff ff ff ff ff ff ff ff ff ff ff ff 00 04',
})
