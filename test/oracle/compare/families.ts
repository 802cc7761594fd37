import type { ByteString } from '../../../src/lib/bytes.ts'

/**
 * Which lines of scstadmin walk a hash in the original: class and object. Consecutive lines of one family come in any
 * order; a line without family has its place.
 */
export function familyOf(entry: ByteString): string | undefined {
  for (const [pattern, family] of FAMILIES) {
    const match = pattern.exec(entry)
    if (match) return family(match)
  }
  return undefined
}

/** Classes whose object may have been left with some attributes set when a run was cut short. */
export const ATTRIBUTES = 'attributes '

const attributes = (object: string): string => `${ATTRIBUTES}${lowerFirst(object)}`
const lowerFirst = (text: string): string => text[0]!.toLowerCase() + text.slice(1)

const FAMILIES: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^NOTE: Unable to find target /, () => 'procfs targets'],
  [/ is not in configuration/, () => 'not in configuration'],
  [/^\t-> Initiator '.*' is moving to group /, () => 'not in configuration'],
  [/^\t-> Assigned device .*\n\t {2}-> Use -force/, () => 'not in configuration'],
  [/^\t-> Assigned device .*\n\t {2}-> Re-assigning/, () => 'removals'],
  [/^\t-> Removing dynamic attribute '.*' with value '.*' (?:for|from) (.*): /s, (m) => attributes(m[1]!)],
  [/^\t-> (?:Removing|Closing) /, () => 'removals'],
  [/^\t-> Adding new initiator '/, () => 'initiators'],
  [
    /^\t-> Adding new target group\/target '(.*)\/.*?' to device group '(.*)': /,
    (m) => `targets of ${m[2]}/${m[1]}`,
  ],
  [/^\t-> Setting target attribute '.*' to value '.*' for target '(.*)\/.*?': /, (m) => `targets of ${m[1]}`],
  [/^\t-> (?:Setting|Adding) (?:SCST|ALUA) attribute /, () => attributes('SCST')],
  [/^\t-> (?:Setting|Adding) .*attribute '.*' (?:to|with) value '.*' for (.*): /s, (m) => attributes(m[1]!)],
  [/^\t-> (?:Enabling|Disabling) (.*): /, (m) => attributes(m[1]!)],
  [/^\t-> .*attribute '.*' .*already set.* (?:for|on) (.*)\.\n/s, (m) => attributes(m[1]!)],
  [/^\t?(?:-> )?WARNING: (.* '.*') lacks the settable attribute /, (m) => attributes(m[1]!)],
  [/^\t-> WARNING: (?:Target driver '.*' is not loaded|Driver '.*' has no)/, () => 'drivers checked'],
  [/^\t-> FATAL: (?:Initiator '.*' belongs to|Target '.*' for driver)/, () => 'drivers checked'],
  [/^\t-> WARNING: (?:Device '.*' associated with|No LUN 0 defined for)/, () => 'LUNs checked'],
]
