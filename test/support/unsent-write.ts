import { execute } from '../../src/scsi/execute.ts'
import type { LogicalUnit } from '../../src/scsi/logical-unit.ts'
import { initiator, taskFor } from './scsi.ts'

/** A WRITE(10) of block 0, of another initiator, whose data come when the test says so. */
export function unsentWrite(lu: LogicalUnit, byte = 0): { write: void | Promise<void>; sent(): void } {
  const task = taskFor(initiator(lu), '2a 00 00000000 00 0001 00', { out: Buffer.alloc(512, byte) })
  const { transfer } = task
  let sent = (): void => {}
  const arrive = new Promise<void>((resolve) => {
    sent = resolve
  })
  const dataOut = transfer.dataOut.bind(transfer)
  transfer.dataOut = (length, drain) => arrive.then(() => dataOut(length, drain))
  return { write: execute(task), sent }
}
