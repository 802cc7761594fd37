import { LunNexus } from '../core/lun-nexus.ts'
import type { Scst } from '../core/scst.ts'
import type { Session } from '../core/session.ts'
import type { ByteString } from '../lib/bytes.ts'
import type { Task } from '../scsi/task.ts'

/** One line for each SCSI command in progress, in SCST's form. */
export const commandsInProgress = (scst: Scst): ByteString => {
  let text = ''
  for (const { lu } of scst.devices.values()) for (const task of lu.tasks) text += describe(task)
  return text
}

/** One line for each task management function in progress. */
export const managementInProgress = (scst: Scst): ByteString => {
  let text = ''
  for (const { targets } of scst.drivers.values()) {
    for (const target of targets.values()) {
      for (const session of target.sessions.values()) text += describeManagement(session)
    }
  }
  return text
}

const describeManagement = (session: Session): ByteString => {
  const { target, name, taskManagement } = session
  const where = `tgtt ${target.driver}; tgt ${target.name}; session ${name}`
  const lines = Array.from(
    taskManagement,
    (one) =>
      `mcmd ${one.tag.toString(16)}: state EXEC; ${where}; fn ${one.name}; LUN ${one.lun}; tag ${one.tag}\n`,
  )
  return lines.join('')
}

function describe(task: Task): ByteString {
  const { nexus, cdb, command, lun, start, tag } = task
  if (!(nexus instanceof LunNexus)) return ''
  const { group, target, name } = nexus.nexus as Session
  const state = start ? 'EXEC_CHECK_SN' : 'REAL_EXEC'
  return `cmd ${tag.toString(16)}: state ${state}; op ${command?.name ?? 'unknown'}; tgtt ${target.driver}; tgt ${target.name}; session ${name}; grp ${group.name}; LUN ${lun}; ini ${name}; cdb ${cdb.toString('hex')}\n`
}
