import assert from 'node:assert/strict'
import { it } from 'node:test'
import { REQUEST, RESPONSE } from '../../../../src/iscsi/pdu/opcode.ts'

it("a target's opcodes have bit 5 set, an initiator's do not (RFC 7143 §11.2.1.2)", () => {
  for (const opcode of Object.values(RESPONSE)) assert.equal(opcode & 0x20, 0x20)
  for (const opcode of Object.values(REQUEST)) assert.equal(opcode & 0x20, 0)
})
