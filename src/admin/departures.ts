/** One thing that we do better than the original; `--compat=strict` turns all of them off. */
interface Row {
  readonly id: string
  readonly original: string
  readonly ours: string
  /** Where the original's way shows: operations, or parts of scst.conf. */
  readonly seen: string
}

export const DEPARTURES = [
  {
    id: 'converge',
    original:
      'A -force run works on what it read before: targets with initiator groups are stripped but stay, LUNs of rebuilt devices come back only in the next run, a group with a live session stops every run.',
    ours: 'One -force run reaches the state of the file: it reads again after changes, removes such targets at once, and takes the initiators out of a group before it removes it.',
    seen: '-config -force',
  },
  {
    id: 'copy-manager',
    original:
      'The copy manager, which SCST itself fills, is compared like any driver: its target is reported as superfluous in every run, and -force strips its LUNs.',
    ours: 'The copy manager is left alone unless the file has a section for it, and then only the devices count: their numbers are its own.',
    seen: '-config, -config -force',
  },
  {
    id: 'driver-enabled',
    original:
      'For a running driver that the file does not enable, "Disabling driver" is printed and counted, and nothing is written.',
    ours: 'The driver is left enabled, one line says so, and nothing is counted.',
    seen: '-config',
  },
  {
    id: 'driver-accounts',
    original:
      'Accounts of a driver survive -config -force when its section holds nothing but targets and `enabled`.',
    ours: 'They are reported, and with -force removed, like those of any other section.',
    seen: '-config',
  },
  {
    id: 'hardware-targets',
    original: 'Targets that cannot be removed are reported with the advice to use -force, also with -force.',
    ours: 'They are not reported.',
    seen: '-config',
  },
  {
    id: 'count',
    original: 'Attempts are counted as changes: failed ones too, and values that end up as they were.',
    ours: 'A change counts when it was made and shows in the tree.',
    seen: '-config, -set_tgt_attr',
  },
  {
    id: 'driver-changes',
    original: 'An attribute of a driver that was set counts as no change.',
    ours: 'It counts as one.',
    seen: '-config, -set_drv_attr',
  },
  {
    id: 'changed-secrets',
    original:
      'An account whose secret changed, or another OutgoingUser, is added beside the old one, which SCST refuses: every run stops there.',
    ours: 'It is written over the old one; at no time is there none.',
    seen: '-config',
  },
  {
    id: 'equal-values',
    original:
      'A value in another form than SCST shows it (`CRC32C,None`, `0x200`, `size_mb`, LUN 007) is set again in every run, or the device or LUN rebuilt; so is a LUN that is read-only because its device is.',
    ours: 'A value that means what is set already is left alone.',
    seen: '-config',
  },
  {
    id: 'several-values',
    original:
      'Of several values of an attribute that holds one, all are set, in free order and in every run; a device is opened with nonsense.',
    ours: 'The last value counts; of accounts the last of each user, and the last OutgoingUser.',
    seen: '-config',
  },
  {
    id: 'several-words',
    original:
      'A device whose t10_dev_id holds a blank can be saved, but not be opened from the saved file: the run stops there.',
    ours: 'The attribute is set once the device is open.',
    seen: '-config',
  },
  {
    id: 'missing-object',
    original: '-set_… of an object that does not exist reports one change.',
    ours: 'It reports none.',
    seen: '-set_dev_attr, -set_scst_attr and their kin',
  },
  {
    id: 'empty-value',
    original: 'Setting a device or target attribute to the empty value writes nothing and fails.',
    ours: 'It writes an empty line, which clears the attribute.',
    seen: '-config, -set_dev_attr, -set_tgt_attr',
  },
  {
    id: 'unnamed-values',
    original:
      '-set_drv_attr, -set_tgt_attr, -enable_target and -disable_target list every account and portal as "not in configuration".',
    ours: 'They speak only of what they were told to set.',
    seen: '-set_drv_attr, -set_tgt_attr, -enable_target, -disable_target',
  },
  {
    id: 'dev-path',
    original: 'A device written as /dev/NAME is renamed to NAME, and then every LUN of it is dropped.',
    ours: 'Its LUNs follow the renaming.',
    seen: '-config, -check_config',
  },
  {
    id: 'old-form',
    original:
      'Files of the procfs form lose read-only marks of LUNs and devices without attributes, open NULLIO devices with a file name that is refused, keep blanks around a field, put groups on the copy manager and two devices on one LUN, where they stop the run, and take a HOST in capitals for another target.',
    ours: 'None of that; the result is what the old file said.',
    seen: '-config of a procfs file',
  },
  {
    id: 'unreadable-file',
    original: 'A directory as configuration file counts as an empty file.',
    ours: 'It is an error.',
    seen: '-config, -check_config',
  },
  {
    id: 'empty-groups',
    original:
      'A device group with nothing in it is not saved, and -config -force of the saved file removes it.',
    ours: 'It is saved as an empty block.',
    seen: '-write_config',
  },
  {
    id: 'faithful-file',
    original:
      'A value that scst.conf has no way to write (`a}b`, `my "big" disk`, a tab) is written all the same, and the file says something else.',
    ours: 'It is named, nothing is written, exit status 1.',
    seen: '-write_config',
  },
  {
    id: 'write-safely',
    original:
      '-write_config truncates the file in place, and a full disk goes unnoticed. A new file has mode 0666 less the umask.',
    ours: 'A regular file is replaced whole or not at all, unless something is mounted on it; a failure is reported, exit status 1. A new file has mode 0600.',
    seen: '-write_config',
  },
  {
    id: 'resync-status',
    original: '-resync_dev exits with the number of changes, so 1 when it worked.',
    ours: 'It exits 0 when it worked, else 1.',
    seen: '-resync_dev',
  },
  {
    id: 'account',
    original: 'A run that stops half-way, or is interrupted, does not say what is missing.',
    ours: 'Standard error lists what was done and what was not.',
    seen: '-config, -clear_config',
  },
  {
    id: 'prompt-names-sessions',
    original: 'The prompt does not say whose disks are about to go.',
    ours: 'It names the sessions that are alive.',
    seen: 'prompts',
  },
] as const satisfies readonly Row[]

export type DepartureId = (typeof DEPARTURES)[number]['id']

/** The departures in force. */
export type Departures = ReadonlySet<DepartureId>

export const departuresOf = (compatibility: 'default' | 'strict'): Departures =>
  new Set(compatibility === 'strict' ? [] : DEPARTURES.map(({ id }) => id))
