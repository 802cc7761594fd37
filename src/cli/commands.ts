import { Config, handle, type Interfaces, run } from '@oclif/core'
import { type ByteString, toUnicode } from '../lib/bytes.ts'
import { FAILED } from './base-command.ts'
import type { Environment } from './environment.ts'

/** Where oclif finds the commands: a module below `root` that exports them by name as `COMMANDS`. */
export interface CommandModule {
  readonly root: string
  readonly target: string
  readonly version: string
}

/** What oclif would read from package.json. */
const description = ({ target, version }: CommandModule): Interfaces.PJSON => ({
  name: 'scstadmin',
  version,
  oclif: {
    bin: 'scstadmin',
    commands: { strategy: 'explicit', target, identifier: 'COMMANDS' },
    topicSeparator: ' ',
    topics: {
      config: { description: 'Configuration files: apply, compare, check, save.' },
      device: { description: 'Devices of handlers.' },
      'device-group': { description: 'Device groups (ALUA).' },
      driver: { description: 'Target drivers.' },
      group: { description: 'Initiator groups of a target.' },
      handler: { description: 'Device handlers.' },
      initiator: { description: 'Initiators in groups.' },
      lip: { description: 'Fibre channel loop initialisation.' },
      lun: { description: 'LUNs of targets and groups.' },
      scst: { description: 'SCST itself.' },
      session: { description: 'Sessions of initiators.' },
      completion: { description: 'Completion of command lines in shells.' },
      sysfs: { description: 'The management tree, file by file.' },
      target: { description: 'Targets of drivers.' },
      'target-group': { description: 'Target groups in device groups (ALUA).' },
    },
  },
})

/** oclif's view of us; commands find the environment in it. */
export function commandConfig(module: CommandModule, environment: Environment): Promise<Config> {
  // Its options are what a configuration keeps when oclif loads it anew.
  const options = { root: module.root, pjson: description(module), version: module.version, environment }
  return Config.load(options)
}

/** Runs a command line of the new form; answers the exit status. */
export async function runCommands(
  argv: readonly ByteString[],
  module: CommandModule,
  environment: Environment,
): Promise<number> {
  try {
    const status = await run([...argv], await commandConfig(module, environment))
    return typeof status === 'number' ? status : 0
  } catch (error) {
    // Says what is wrong and ends the process.
    await handle(Object.assign(worded(error as Error), { oclif: { exit: FAILED } }))
    return FAILED
  }
}

/** oclif joins words by colons; it has not seen the bytes of these through to a command, which would do it. */
function worded(error: Error): Error {
  const unknown = /^command (.*) not found$/s.exec(error.message)?.[1]
  if (unknown !== undefined) error.message = `no such command: ${toUnicode(unknown.replaceAll(':', ' '))}`
  return error
}
