import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Keys } from '../support/initiator/login.ts'
import { RawInitiator } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const SECRET = 'not_for_any_log'
const GUARDED = 'iqn.2026-01.test.tscst:guarded'
const WHO: Keys = [
  ['InitiatorName', INITIATOR],
  ['TargetName', TARGET],
]
const DISCOVERY: Keys = [WHO[0]!, ['SessionType', 'Discovery']]

let target: ServedTarget
before(async () => {
  target = await serveTarget()
  await mgmt(`add_target ${GUARDED}`)
  await target.write(`targets/iscsi/${GUARDED}/luns/mgmt`, 'add disk1 0')
  await target.write(`targets/iscsi/${GUARDED}/enabled`, '1')
  await mgmt(`add_target_attribute ${GUARDED} IncomingUser joe ${SECRET}`)
})
after(() => target.close())

const mgmt = (line: string) => target.write('targets/iscsi/mgmt', line)

type Step = Partial<Parameters<RawInitiator['step']>[0]> & { readonly keys: Keys }

/** What is logged while a login plays, beside its steps. */
async function logged(...steps: readonly Step[]): Promise<string[]> {
  target.log.length = 0
  const initiator = await RawInitiator.connect(target.port)
  for (const step of steps) await initiator.step(step).catch(() => undefined)
  initiator.close()
  return target.log.filter((line) => !/: (Connect from [\d.]+:\d+ to|Closing connection of)/.test(line))
}

describe('a refused login', () => {
  const at = String.raw`\(127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+`
  const refusals: readonly [why: string, steps: readonly Step[], line: string][] = [
    [
      'no such target',
      [{ keys: [WHO[0]!, ['TargetName', 'iqn.nowhere']] }],
      `Initiator ${INITIATOR} login rejected: Target iqn.nowhere not found ${at}, status 0x0203\\)`,
    ],
    [
      'a discovery session of an unknown kind',
      [{ keys: [WHO[0]!, ['SessionType', 'Other']] }],
      `Initiator ${INITIATOR} login rejected: SessionType=Other ${at}, status 0x0209\\)`,
    ],
    [
      'CHAP is demanded',
      [{ keys: [WHO[0]!, ['TargetName', GUARDED], ['AuthMethod', 'None']] }],
      `Authentication of initiator ${INITIATOR} failed: AuthMethod=None, CHAP is required ${at}, target ${GUARDED}, status 0x0201\\)`,
    ],
    [
      'a user that is not known',
      [
        { t: false, keys: [WHO[0]!, ['TargetName', GUARDED], ['AuthMethod', 'CHAP']] },
        { t: false, nsg: 0, keys: [['CHAP_A', '5']] },
        {
          keys: [
            ['CHAP_N', 'ann'],
            ['CHAP_R', '0x00112233445566778899aabbccddeeff'],
          ],
        },
      ],
      `Authentication of initiator ${INITIATOR} failed: CHAP initiator auth.: No valid user/pass combination for initiator ${INITIATOR} found ${at}, target ${GUARDED}, status 0x0201\\)`,
    ],
    [
      'a stage that is not due',
      [{ csg: 2, nsg: 3, keys: WHO }],
      `login rejected: stage 2 in a login request ${at}, status 0x0200\\)`,
    ],
    [
      'a key that comes twice',
      [{ csg: 1, nsg: 3, keys: [...WHO, ['MaxBurstLength', '512'], ['MaxBurstLength', '512']] }],
      `Initiator ${INITIATOR} login rejected: MaxBurstLength is offered twice ${at}, status 0x0200\\)`,
    ],
  ]
  for (const [why, steps, line] of refusals) {
    it(`leaves one line: who, from where, to what, why: ${why}`, async () => {
      const lines = await logged(...steps)
      assert.equal(lines.length, 1, lines.join('\n'))
      assert.match(lines[0]!, new RegExp(line))
      assert.ok(!lines[0]!.includes(SECRET) && !/[0-9a-f]{32}/.test(lines[0]!))
    })
  }

  it('leaves one line when initiators.deny names its address', async () => {
    const deny = join(dirname(target.file), 'initiators.deny')
    writeFileSync(deny, 'ALL 127.0.0.1\n')
    const lines = await logged({ keys: WHO })
    writeFileSync(deny, '')
    assert.equal(lines.length, 1)
    assert.match(lines[0]!, /not allowed to connect to target \S+ - initiators\.deny names 127\.0\.0\.1/)
  })

  it('leaves one line when the target is off', async () => {
    await target.set('enabled', '0')
    const lines = await logged({ keys: WHO })
    await target.set('enabled', '1')
    assert.equal(lines.length, 1)
    assert.match(
      lines[0]!,
      /Connect from 127\.0\.0\.1 to disabled target \S+ refused: initiator iqn\.\S+ \(127/,
    )
  })

  it('leaves one line when discovery demands CHAP', async () => {
    await mgmt(`add_attribute IncomingUser joe ${SECRET}`)
    const lines = await logged({ keys: [...DISCOVERY, ['AuthMethod', 'None']] })
    await mgmt('del_attribute IncomingUser joe')
    assert.equal(lines.length, 1)
    assert.match(lines[0]!, /Authentication of initiator \S+ failed: AuthMethod=None, CHAP is required/)
  })

  it('forges no line: names come from whoever connects', async () => {
    const lines = await logged({ keys: [WHO[0]!, ['TargetName', 'iqn.x\nscst: all is well']] })
    assert.deepEqual(
      lines.map((line) => line.includes('\n')),
      [false],
    )
    assert.match(lines[0]!, /Target iqn\.x\\x0ascst: all is well not found/)
  })
})
