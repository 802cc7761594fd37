import { answer } from './answer.ts'
import { checkCondition, invalidField, ScsiError, SENSE, senseData } from './sense.ts'
import { inquiry, inquiryCdb } from './spc/inquiry.ts'
import { reportLuns, reportLunsCdb, runReportLuns } from './spc/report-luns.ts'
import { requestSense, requestSenseCdb } from './spc/request-sense.ts'
import { STATUS, type Task } from './task.ts'

const MISSING = SENSE['LOGICAL UNIT NOT SUPPORTED']

/** What a LUN answers that is not mapped: INQUIRY, REQUEST SENSE and REPORT LUNS (SPC-4 6.4.1, 6.39, 6.33), by opcode. */
const ANSWERED: Readonly<Record<number, (task: Task) => void | Promise<void>>> = {
  [inquiry.opcode]: (task) => {
    const { evpd, pageCode, allocationLength } = inquiryCdb.view(task.cdb)
    if (evpd) throw checkCondition(MISSING)
    if (pageCode !== 0) throw invalidField(2)
    return answer(task, NOT_CONNECTED, allocationLength)
  },
  [requestSense.opcode]: (task) => {
    const { desc, allocationLength } = requestSenseCdb.view(task.cdb)
    return answer(task, senseData(MISSING, {}, desc), allocationLength)
  },
  [reportLuns.opcode]: (task) => {
    const { selectReport, allocationLength } = reportLunsCdb.view(task.cdb)
    return runReportLuns(task, selectReport, allocationLength)
  },
}

/** Peripheral qualifier 011b: no device here, and none possible. */
const NOT_CONNECTED = Buffer.alloc(36)
NOT_CONNECTED.set([0x7f, 0x00, 0x06, 0x00, 0x20])
NOT_CONNECTED.write('SCST    ', 8, 'latin1')

export function executeUnmapped(task: Task): void | Promise<void> {
  try {
    const answered = ANSWERED[task.cdb[0]!]
    if (answered === undefined) throw checkCondition(MISSING)
    return answered(task)?.catch((error: unknown) => refuse(task, error))
  } catch (error) {
    refuse(task, error)
  }
}

function refuse(task: Task, error: unknown): void {
  task.demanded = 0
  const failure = error instanceof ScsiError ? error : checkCondition('INTERNAL TARGET FAILURE')
  task.status = STATUS.CHECK_CONDITION
  task.sense = senseData(failure.sense ?? MISSING, failure.detail, false)
}
