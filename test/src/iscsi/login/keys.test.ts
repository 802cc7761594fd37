import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  defaultTargetParameters,
  KEYS,
  printValue,
  readDigests,
  SESSION_KEYS,
  TARGET_KEYS,
} from '../../../../src/iscsi/login/keys.ts'

describe('the table of keys', () => {
  it('names the clause of every key', () => {
    for (const [name, { clause }] of Object.entries(KEYS)) assert.match(clause, /^(§1[23]\.|RFC 7145)/, name)
  })

  it('gives a new target its attributes', () => {
    const parameters = defaultTargetParameters()
    assert.deepEqual(Object.keys(parameters).sort(), [...TARGET_KEYS].sort())
    assert.deepEqual([parameters.MaxBurstLength, parameters.InitialR2T], [1048576, false])
  })

  it('shows a session what was agreed, RDMA apart', () => {
    assert.deepEqual(
      TARGET_KEYS.filter((key) => !SESSION_KEYS.some((shown) => shown === key)),
      ['RDMAExtensions'],
    )
  })

  it('prints values as attributes and answers do', () => {
    assert.deepEqual(
      [printValue(true), printValue(8192), printValue(['CRC32C', 'None']), printValue('None')],
      ['Yes', '8192', 'None,CRC32C', 'None'],
    )
  })

  it('reads lists of digests by how their items begin', () => {
    assert.deepEqual(readDigests('crc32c,NONE'), ['None', 'CRC32C'])
    assert.deepEqual(readDigests('CRC32Cx'), ['CRC32C'])
    assert.equal(readDigests('MD5'), undefined)
  })
})
