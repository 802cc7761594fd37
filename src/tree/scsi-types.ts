import type { ByteString } from '../lib/bytes.ts'

/** Peripheral device types (SPC-4 table 138) in the words of Linux and SCST. */
const TYPES: readonly ByteString[] = [
  'Direct-access device (e.g., magnetic disk)',
  'Sequential-access device (e.g., magnetic tape)',
  'Printer device',
  'Processor device',
  'Write-once device (e.g., some optical disks)',
  'CD-ROM device',
  'Scanner device (obsolete)',
  'Optical memory device (e.g., some optical disks)',
  'Medium changer device (e.g., jukeboxes)',
  'Communications device (obsolete)',
  'Defined by ASC IT8 (Graphic arts pre-press devices)',
  'Defined by ASC IT8 (Graphic arts pre-press devices)',
  'Storage array controller device (e.g., RAID)',
  'Enclosure services device',
  'Simplified direct-access device (e.g., magnetic disk)',
  'Optical card reader/writer device',
]

/** `0 - Direct-access device (e.g., magnetic disk)` */
export const typeLine = (type: number): ByteString => `${type} - ${TYPES[type] ?? 'unknown'}`
