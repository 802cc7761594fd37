/** Opcodes of initiator PDUs (RFC 7143 §11.2.1.2). */
export const REQUEST = {
  'NOP-Out': 0x00,
  'SCSI Command': 0x01,
  'Task Management Function Request': 0x02,
  'Login Request': 0x03,
  'Text Request': 0x04,
  'SCSI Data-Out': 0x05,
  'Logout Request': 0x06,
  'SNACK Request': 0x10,
} as const

/** Opcodes of target PDUs. */
export const RESPONSE = {
  'NOP-In': 0x20,
  'SCSI Response': 0x21,
  'Task Management Function Response': 0x22,
  'Login Response': 0x23,
  'Text Response': 0x24,
  'SCSI Data-In': 0x25,
  'Logout Response': 0x26,
  'Ready To Transfer': 0x31,
  'Asynchronous Message': 0x32,
  Reject: 0x3f,
} as const

/** An initiator or target task tag that is none. */
export const RESERVED_TAG = 0xffffffff
