import { bit, layout, u8 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command } from '../command.ts'
import { SENSE, senseData } from '../sense.ts'
import { takeAttention } from '../unit-attention.ts'

export const requestSenseCdb = layout(6, { desc: bit(1, 0), allocationLength: u8(4) })

const NOTHING = SENSE['NO ADDITIONAL SENSE INFORMATION']

/** REQUEST SENSE (SPC-4 6.39): a pending unit attention as data, never old command sense. */
export const requestSense = command({
  opcode: 0x03,
  name: 'REQUEST SENSE',
  data: 'in',
  access: 'LWX',
  allowedIn: 'SUT',
  reportsUnitAttention: false,
  cdb: requestSenseCdb,
  usage: '03 01 00 00 ff 04',
  run(task, lu, { desc, allocationLength }) {
    if (allocationLength === 0) return
    const descriptor = desc || lu.modes.current.dSense === 1
    const { background } = lu
    if (background !== undefined)
      return answer(
        task,
        senseData(background.sense, { progress: background.progress }, descriptor),
        allocationLength,
      )
    return answer(task, senseData(takeAttention(task.nexus!) ?? NOTHING, {}, descriptor), allocationLength)
  },
})
