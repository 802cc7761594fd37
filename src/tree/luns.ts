import type { Group } from '../core/group.ts'
import { type Lun, MAX_LUN } from '../core/lun-map.ts'
import type { ByteString } from '../lib/bytes.ts'
import { unsigned } from '../lib/readers.ts'
import { negativeErrno, refuse } from '../lib/refusal.ts'
import { Words } from '../lib/words.ts'
import { fixed } from './attribute.ts'
import { type Children, type Directory, directory, subdirectories } from './directory.ts'
import { mgmt, PARAMETERS_ARE_PAIRS, usage, type Verb } from './mgmt.ts'
import { link, type Place } from './place.ts'

const USAGE =
  usage(
    'add H:C:I:L lun [parameters]',
    'add VNAME lun [parameters]',
    'del lun',
    'replace H:C:I:L lun [parameters]',
    'replace VNAME lun [parameters]',
    'replace_no_ua H:C:I:L lun [parameters]',
    'replace_no_ua VNAME lun [parameters]',
    'clear',
  ) +
  PARAMETERS_ARE_PAIRS +
  '\nThe following parameters available: read_only\n'

const logOf = ({ target }: Group) => target.scst.log

/** `DEVICE LUN [read_only=V]`, checked in this order. */
function mapping(group: Group, words: Words) {
  const { scst } = group.target
  const name = words.next()
  const device = scst.devices.get(name) ?? refuse(scst.log, 'EINVAL', `Device '${name}' not found`)
  const number = lunNumber(group, words.next(), name)
  return { device, number, readOnly: readOnly(group, words, name) }
}

function lunNumber(group: Group, text: ByteString, device: ByteString): number {
  const log = logOf(group)
  let number: bigint
  try {
    number = unsigned(text)
  } catch (error) {
    log.error(`Valid LUN required for dev ${device} (res ${negativeErrno(error)})`)
    throw error
  }
  if (number > MAX_LUN) refuse(log, 'EINVAL', `Too big LUN ${number} (max ${MAX_LUN})`)
  return Number(number)
}

/** The only parameter; the last one wins. */
function readOnly(group: Group, words: Words, device: ByteString): boolean {
  const log = logOf(group)
  let value = false
  for (const token of words.tokens()) {
    const parts = new Words(token)
    const name = parts.next()
    if (name === '') refuse(log, 'EINVAL', `Syntax error at ${token} (device ${device})`)
    const text = parts.next()
    if (text === '') refuse(log, 'EINVAL', `Parameter ${name} value missed for device ${device}`)
    if (parts.next() !== '') refuse(log, 'EINVAL', `Too many parameter ${name} values (device ${device})`)
    const number = parameterValue(group, text, device)
    if (name.toLowerCase() !== 'read_only') {
      refuse(log, 'EINVAL', `Unknown parameter ${name} (device ${device})`)
    }
    value = number !== 0n
  }
  return value
}

function parameterValue(group: Group, text: ByteString, device: ByteString): bigint {
  try {
    return unsigned(text)
  } catch (error) {
    logOf(group).error(`kstrtoul() for ${text} failed: ${negativeErrno(error)} (device ${device})`)
    throw error
  }
}

const replace =
  (quietly: boolean): Verb<Group> =>
  (group, words) => {
    const { device, number, readOnly } = mapping(group, words)
    return group.luns.replace(device, number, { readOnly }, quietly)
  }

const lunsMgmt = mgmt<Group>({
  usage: USAGE,
  log: logOf,
  verbs: {
    add(group, words) {
      const { device, number, readOnly } = mapping(group, words)
      return group.luns.add(device, number, { readOnly })
    },
    replace: replace(false),
    replace_no_ua: replace(true),
    del(group, words) {
      const number = unsigned(words.next())
      const extra = words.next()
      if (extra !== '') refuse(logOf(group), 'EINVAL', `Too many parameters for del LUN ${number}: ${number}`)
      return group.luns.delete(Number(number))
    },
    clear(group, words) {
      if (words.next() !== '') refuse(logOf(group), 'EINVAL', 'Too many parameters for clear: clear')
      return group.luns.clear()
    },
  },
})

const lun: Directory<Lun> = {
  attributes: {
    read_only: fixed(
      ({ readOnly }) => (readOnly ? '1' : '0'),
      ({ readOnly }) => readOnly,
    ),
  },
  children: [
    subdirectories({
      device: ({ device, group }) =>
        link(`${group.isDefault ? '../../../../..' : '../../../../../../..'}/devices/${device.name}`),
    }),
  ],
}

const numbered: Children<Group> = {
  *all({ luns }) {
    for (const one of luns) yield [String(one.number), directory(lun, one)]
  },
  find({ luns }, name): Place | undefined {
    const one = /^(0|[1-9]\d*)$/.test(name) ? luns.get(Number(name)) : undefined
    return one && directory(lun, one)
  },
}

/** The LUN map of a group. */
export const luns: Directory<Group> = { attributes: { mgmt: lunsMgmt }, children: [numbered] }
