import { Args, Flags } from '@oclif/core'
import type { ByteString } from '../lib/bytes.ts'
import { DEFAULT_FILE, type Given, parseAttributes } from './given.ts'

/** Arguments and flags of commands that have a classic option, named as its companions are. */

/** The operation's own value; any text is one. */
export const operand = (description: string) =>
  Args.string({ description, required: true, ignoreStdin: true })

export const anyOperand = (description: string) =>
  Args.string({ description, required: false, ignoreStdin: true })

export const configurationFile = Args.string({
  default: DEFAULT_FILE,
  description: 'configuration file',
  ignoreStdin: true,
})

const needed = (description: string) => Flags.string({ description, required: true })

export const driver = needed('target driver')
export const target = needed('target')
export const group = needed('initiator group')
export const to = needed('initiator group to move to')
export const device = needed('device')
export const handler = needed('device handler')
export const devGroup = needed('device group')
export const tgtGroup = needed('target group')

const attributeList = {
  description: 'attributes with their values, separated by commas',
  helpValue: 'NAME=VALUE,…',
}
export const attributes = Flags.string({ ...attributeList, required: true })

export const anyDriver = Flags.string({ description: 'only of this driver' })
export const anyTarget = Flags.string({ description: 'only of this target' })
export const anyGroup = Flags.string({ description: 'in this initiator group, not at the target itself' })
export const anyAttributes = Flags.string(attributeList)

/** What oclif parsed. */
export interface Parsed {
  readonly args: Readonly<Record<string, ByteString | undefined>>
  // biome-ignore lint/suspicious/noExplicitAny: flags of all commands are strings or booleans
  readonly flags: Readonly<Record<string, any>>
}

/** What a classic option and its companions would have said. */
export function givenBy({ args, flags }: Parsed): Given {
  return {
    name: Object.values(args)[0] ?? '',
    handler: flags.handler,
    driver: flags.driver,
    target: flags.target,
    group: flags.group,
    to: flags.to,
    device: flags.device,
    deviceGroup: flags['dev-group'],
    targetGroup: flags['tgt-group'],
    attributes: flags.attributes === undefined ? undefined : parseAttributes(flags.attributes),
  }
}
