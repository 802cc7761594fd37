import { errnoNumber } from '../lib/errno.ts'
import type { SysfsError } from '../sysfs/sysfs.ts'

/** Numbers that scstadmin knows by name; it prints the others as they are. */
const NAMED: readonly (readonly [from: number, to: number])[] = [
  [1, 40],
  [42, 43],
  [60, 63],
  [66, 67],
  [71, 71],
  [74, 75],
  [84, 85],
  [87, 116],
  [122, 122],
  [125, 125],
  [130, 131],
]

/** How a failed write of an attribute is named on standard error. */
export function errnoWord(error: SysfsError): string {
  if (error.code === '0') return '0'
  if (error.stage === 'lookup' || error.stage === 'open') return 'ENOENT'
  const number = errnoNumber(error.code) ?? 0
  return NAMED.some(([from, to]) => from <= number && number <= to) ? error.code : String(number)
}
