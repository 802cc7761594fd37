import SysfsRead from '../../commands/sysfs/read.ts'

/** What the build makes of all commands, with one of them. */
export const COMMANDS = { 'sysfs:read': SysfsRead }
