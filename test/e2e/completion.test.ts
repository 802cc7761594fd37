import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Daemon, startDaemon } from '../support/daemon.ts'
import { REPOSITORY, run } from '../support/programs.ts'
import { missing } from '../support/requirements.ts'
import { temporaryDirectory } from '../support/temporary.ts'

/** Interactive shells with the scripts that we print for them, and a running daemon. */
const TARGETS = ['iqn.2026-01.org.example:disk1', 'iqn.2026-01.org.example:disk2']

const directory = temporaryDirectory()
let daemon: Daemon

before(async () => {
  daemon = await startDaemon()
  for (const target of TARGETS) await daemon.sysfs.write('targets/iscsi/mgmt', `add_target ${target}`)
  await daemon.sysfs.write('handlers/vdisk_nullio/mgmt', 'add_device null1')
  mkdirSync(join(directory.path, 'bin'))
  symlinkSync(join(REPOSITORY, 'bin/scstadmin.js'), join(directory.path, 'bin/scstadmin'))
  for (const [shell, file] of Object.entries(SCRIPTS)) {
    const { stdout } = await daemon.scstadmin(['completion', shell])
    writeFileSync(join(directory.path, file), stdout)
  }
  writeFileSync(join(directory.path, 'my.conf'), '')
})
after(async () => {
  await daemon.stop()
  directory.remove()
})

const SCRIPTS = { bash: 'scstadmin.bash', zsh: '_scstadmin', fish: 'scstadmin.fish' }

const ZSH = { program: 'zsh', from: 'zsh' }
const FISH = { program: 'fish', from: 'fish' }

const inShell = async (
  program: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
) => {
  const env = {
    PATH: `${directory.path}/bin:${process.env.PATH}`,
    SCST_SOCKET: daemon.socket,
    HOME: directory.path,
    TERM: 'dumb',
    COLUMNS: '200',
    NODE_EXTRA_CA_CERTS: '',
    ...more,
  }
  const result = await run(program, args, { cwd: directory.path, env, seconds: 60 })
  assert.equal(result.exit, 0, result.stdout + result.stderr)
  return result.stdout
}

/** A shell on a pseudo-terminal of zsh's: types each line and Tab, and waits until it shows what is wanted. */
const DIALOGUE = `zmodload zsh/zpty
zpty -e shell $SHELL_LINE
zpty -w shell "$SETUP"
zpty -w shell 'echo rea""dy'
zpty -r shell out '*ready*> *'
for typed wanted in "$@"; do
  zpty -w -n shell "$typed"$'\\t'
  zpty -r shell out "*$wanted*"
  print -r -- "$typed: $wanted"
  zpty -w -n shell $'\\C-u'
done
zpty -d shell`

const INTERACTIVE = {
  bash: { line: 'bash --norc --noprofile -i', setup: `source ./${SCRIPTS.bash}; PS1='> '` },
  zsh: { line: 'zsh -f -i', setup: `PS1='> '; fpath=($PWD $fpath); autoload -U compinit; compinit -u -D` },
}

/** Lines, and what Tab adds to them or makes of their last word. bash rings its bell where there is a choice. */
const COMPLETED = [
  ['scstadmin -list_tgt', '-list_tgt_attr '],
  ['scstadmin -close_dev nu', 'null1 '],
  ['scstadmin -enable_target iqn', '.2026-01.org.example:disk'],
  ['scstadmin -enable_target iqn.2026-01.org.example:d', 'isk'],
  ['scstadmin target rem --driver is', 'iscsi '],
  ['scstadmin config pl', 'plan '],
  ['scstadmin config plan my', 'my.conf '],
  ['scstadmin -config my', 'my.conf '],
] as const

for (const [shell, { line, setup }] of Object.entries(INTERACTIVE))
  test(`${shell} completes options, names and files`, { skip: missing(ZSH) }, async () => {
    const shown = await inShell('zsh', ['-f', '-c', DIALOGUE, 'zsh', ...COMPLETED.flat()], {
      SHELL_LINE: line,
      SETUP: setup,
    })
    assert.equal(shown, COMPLETED.map(([typed, wanted]) => `${typed}: ${wanted}\n`).join(''))
  })

/** The candidates that fish finds. */
const CANDIDATES = [
  ['scstadmin -list_tgt', ['-list_tgt_attr']],
  ['scstadmin -close_dev nu', ['null1']],
  ['scstadmin -enable_target iqn', TARGETS],
  ['scstadmin -enable_target iqn.2026-01.org.example:d', TARGETS],
  ['scstadmin target rem --driver is', ['iscsi']],
  ['scstadmin config pl', ['plan']],
  ['scstadmin config plan my', ['my.conf']],
  ['scstadmin -config my', ['my.conf']],
] as const

for (const [typed, words] of CANDIDATES)
  test(`fish: ${typed}⇥ ${words.join(' ')}`, { skip: missing(FISH) }, async () => {
    const script = `source ./${SCRIPTS.fish}; complete -C '${typed}'`
    assert.deepEqual((await inShell('fish', ['--no-config', '-c', script])).trim().split('\n'), words)
  })
