import { type LegacyOption, legacyOption } from './legacy-options.ts'

/** Width at which describing text is broken, and the column in which it starts behind its colon. */
const WIDTH = 80
const TEXT_COLUMN = 31

export interface Section {
  readonly heading: string
  /** Blanks before the lines of companions. */
  readonly indent: number
  readonly options: readonly string[]
}

const section = (heading: string, options: string, indent = 9): Section => ({
  heading,
  indent,
  options: options.split(' '),
})

export const SECTIONS: readonly Section[] = [
  section('General Operations', 'config check_config write_config clear_config'),
  section(
    'Query Operations',
    'list_handler list_device list_dgrp list_tgrp list_driver list_target list_group',
  ),
  section(
    'List Attribute Operations',
    'list_scst_attr list_hnd_attr list_dev_attr list_drv_attr list_dgrp_attr list_tgrp_attr list_ttgt_attr ' +
      'list_tgt_attr list_grp_attr list_lun_attr list_init_attr',
    10,
  ),
  section('', 'list_sessions'),
  section(
    'Set Attribute Operations',
    'set_scst_attr set_hnd_attr set_dev_attr set_drv_attr set_dgrp_attr set_tgrp_attr set_ttgt_attr ' +
      'set_tgt_attr set_grp_attr set_lun_attr set_init_attr',
  ),
  section('Add Dynamic Attribute Operations', 'add_drv_attr add_tgt_attr'),
  section('Remove Dynamic Attribute Operations', 'rem_drv_attr rem_tgt_attr'),
  section('Device Operations', 'open_dev resync_dev close_dev'),
  section(
    'Device Group Operations',
    'add_dgrp rem_dgrp add_dgrp_dev rem_dgrp_dev add_tgrp rem_tgrp add_tgrp_tgt rem_tgrp_tgt',
  ),
  section('Target Operations', 'add_target rem_target'),
  section('Group Operations', 'add_group rem_group'),
  section('Initiator Operations', 'add_init rem_init move_init clear_inits'),
  section('Target LUN Operations', 'add_lun rem_lun replace_lun clear_luns'),
  section('Target Driver Operations', 'enable_target disable_target issue_lip lip no_lip'),
  section('Options', 'nonkey force noprompt cont_on_err'),
  section('Debugging (limited support)', 'debug'),
]

/** Options whose text stands beside their (only) companion; the number is that line's indentation. */
const TEXT_BESIDE_COMPANION: Readonly<Record<string, number>> = {
  add_dgrp_dev: 9,
  rem_dgrp_dev: 9,
  add_tgrp: 9,
  rem_tgrp: 9,
  issue_lip: 8,
}

const EXAMPLES = `Examples:
     Make a disk of a file:
       scstadmin -open_dev mail -handler vdisk_fileio
         -attributes filename=/srv/scst/mail.img,rotational=0

     Make a target, give it the disk as LUN 0, and let initiators in:
       scstadmin -add_target iqn.2010-01.org.example:mail -driver iscsi
       scstadmin -add_lun 0 -driver iscsi -target iqn.2010-01.org.example:mail
         -device mail
       scstadmin -enable_target iqn.2010-01.org.example:mail -driver iscsi
       scstadmin -set_drv_attr iscsi -attributes enabled=1

     Keep what runs now for the next start:
       scstadmin -write_config /etc/scst.conf


`

/** What `-help` prints: the original's names, arguments, order and columns. */
export function legacyHelp(): string {
  const head = 'SCST Configurator v3.11.0-pre\n\nUsage:\n'
  const usage = described('     -h, -help, --help', 'Show this text.')
  return `${head}${usage}\n${SECTIONS.map(printSection).join('')}${EXAMPLES}`
}

const printSection = ({ heading, indent, options }: Section): string =>
  `${heading && `${heading}\n`}${options.map((name) => printOption(legacyOption(name), indent)).join('')}\n`

function printOption(option: LegacyOption, indent: number): string {
  const first = `     -${option.name}${option.argument ? ` ${option.argument}` : ''}`
  const companions = helpCompanions(option)
  const beside = TEXT_BESIDE_COMPANION[option.name]
  if (beside !== undefined) {
    return `${first}\n${described(blanks(beside) + companions[0], option.summary)}`
  }
  return described(first, option.summary) + companions.map((line) => `${blanks(indent)}${line}\n`).join('')
}

/** The original's help names the wrong companion for -add_tgrp. */
const helpCompanions = (option: LegacyOption): readonly string[] =>
  option.name === 'add_tgrp' ? ['-tgt_group <tgrp>'] : (option.companions ?? [])

/** `left  : text`, broken at WIDTH. */
function described(left: string, text: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && TEXT_COLUMN + last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return `${left.padEnd(TEXT_COLUMN - 2)}: ${lines.join(`\n${blanks(TEXT_COLUMN)}`)}\n`
}

const blanks = (n: number): string => ' '.repeat(n)
