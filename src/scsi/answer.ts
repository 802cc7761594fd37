import type { Task } from './task.ts'

/** Data-In that is at hand, cut at the allocation length (SPC-4 4.2.5.6: no error, no residual of the device). */
export function answer(task: Task, data: Buffer, allocationLength: number): void | Promise<void> {
  const length = Math.min(data.length, allocationLength)
  task.demanded = length
  if (length === 0) return
  return task.transfer.dataIn(length, (span, offset) => {
    span.set(data.subarray(offset, offset + span.length))
  })
}

/** The parameter list, as much of it as comes: what is missing at its end the command notices. */
export async function parameterList(task: Task, listLength: number): Promise<Buffer> {
  const list = Buffer.alloc(Math.min(listLength, task.transfer.expectedLength))
  await task.transfer.dataOut(list.length, (spans, offset) => {
    let at = offset
    for (const span of spans) {
      list.set(span, at)
      at += span.length
    }
  })
  return list
}
