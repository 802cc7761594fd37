import { Overdue } from '../lib/deadline.ts'
import { errnoOf } from '../lib/errno.ts'
import type { Log } from '../lib/log.ts'
import { reportStart } from './detach.ts'
import { PidFile } from './pid-file.ts'
import { Scstd } from './scstd.ts'
import { tellServiceManager } from './service-manager.ts'
import type { DaemonSettings } from './settings.ts'
import { claimStateDirectory } from './state-directory.ts'

export interface RunContext {
  readonly version: string
  readonly log: Log
  /** Opens the log's file anew. */
  readonly reopen: () => void
  /** A parent waits to hear that we serve, and there is a pid file. */
  readonly background: boolean
}

/** Serves until SIGTERM or SIGINT, then stops in good order. Rejects when it cannot start. */
export async function run(settings: DaemonSettings, context: RunContext): Promise<void> {
  const { log, version } = context
  const pidFiles = context.background ? takePidFiles(settings, log) : []
  const removePidFiles = () => pidFiles.forEach((file) => void file.remove())
  const scstd = await start(settings, version, log).catch((error) => {
    removePidFiles()
    throw error
  })
  log.info(`scstd ${version} serves on ${settings.socket} (pid ${process.pid})`)
  if (context.background) reportStart({ started: true })
  tellServiceManager('READY=1')

  const signal = await untilStopped(scstd, context)
  log.info(`scstd ends (${signal})`)
  tellServiceManager('STOPPING=1')
  try {
    await scstd.stop()
  } catch (error) {
    log.critical(`not ended in good order: ${(error as Error).message}`)
    // A call that hangs in the thread pool would keep the process from its exit.
    if (error instanceof Overdue) process.once('exit', () => process.kill(process.pid, 'SIGKILL'))
    throw error
  } finally {
    removePidFiles()
  }
}

async function start(settings: DaemonSettings, version: string, log: Log): Promise<Scstd> {
  const scstd = await Scstd.start(settings, version, log)
  try {
    becomeUser(settings)
    claimStateDirectory(settings.stateDirectory, log)
  } catch (error) {
    await scstd.stop()
    throw error
  }
  return scstd
}

/** Scripts made for iscsi-scstd look for its file; whoever holds that one is no concern of ours. */
function takePidFiles(settings: DaemonSettings, log: Log): PidFile[] {
  const files = [PidFile.take(settings.pidFile)]
  if (settings.compatiblePidFile === undefined) return files
  try {
    files.push(PidFile.take(settings.compatiblePidFile))
  } catch (error) {
    log.warning((error as Error).message)
  }
  return files
}

/** For good, with no group but its own. Whoever asks for less power must not get more: a failure ends the start. */
function becomeUser({ user }: DaemonSettings): void {
  if (!user) return
  const { uid, gid } = user
  try {
    if (process.getuid?.() === 0) process.setgroups?.([gid])
    process.setgid?.(gid)
    process.setuid?.(uid)
  } catch (cause) {
    const why = errnoOf(cause) ?? (cause as Error).message
    throw new Error(`cannot run as user ${uid}, group ${gid}: ${why}`, { cause })
  }
}

function untilStopped(scstd: Scstd, { log, reopen }: RunContext): Promise<NodeJS.Signals> {
  process.on('SIGUSR1', () => {
    log.info('logins are suspended')
    scstd.suspendLogins()
  })
  process.on('SIGUSR2', () => {
    log.info('logins are resumed')
    scstd.resumeLogins()
  })
  process.on('SIGHUP', () => {
    reopen()
    scstd.forgetInitiatorAddresses()
  })
  // What nobody caught is a bug: it is told, and the others are served on.
  process.on('uncaughtException', (error) => log.critical(`unexpected error: ${error.stack ?? error}`))
  return new Promise((resolve) => {
    process.on('SIGTERM', resolve)
    // A second Ctrl-C does not wait for the end.
    process.once('SIGINT', resolve)
  })
}
