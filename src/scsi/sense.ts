/** Sense key, additional sense code and qualifier (SPC). */
export interface SenseCode {
  readonly key: number
  readonly asc: number
  readonly ascq: number
}

const code = (key: number, asc: number, ascq: number): SenseCode => ({ key, asc, ascq })

/** By T10's names. */
export const SENSE = {
  'POWER ON, RESET, OR BUS DEVICE RESET OCCURRED': code(6, 0x29, 0x00),
  'I_T NEXUS LOSS OCCURRED': code(6, 0x29, 0x07),
  'REPORTED LUNS DATA HAS CHANGED': code(6, 0x3f, 0x0e),
  'INQUIRY DATA HAS CHANGED': code(6, 0x3f, 0x03),
  'CAPACITY DATA HAS CHANGED': code(6, 0x2a, 0x09),
  'ASYMMETRIC ACCESS STATE CHANGED': code(6, 0x2a, 0x06),
  'MEDIUM MAY HAVE CHANGED': code(6, 0x28, 0x00),
  'THIN PROVISIONING SOFT THRESHOLD REACHED': code(6, 0x38, 0x07),
} as const
export type SenseName = keyof typeof SENSE
