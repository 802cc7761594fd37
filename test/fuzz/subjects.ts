import assert from 'node:assert/strict'
import { confText } from '../../src/admin/import-output.ts'
import { importCtl } from '../../src/config/ctl/import.ts'
import { importIetd } from '../../src/config/ietd/ietd.ts'
import { type Imported, type ImportOptions, plainOptions } from '../../src/config/import/imported.ts'
import { importIscsiScstd } from '../../src/config/iscsi-scstd/import.ts'
import { importLio } from '../../src/config/lio/import.ts'
import { convertProcfs } from '../../src/config/procfs/convert.ts'
import { importProcfs } from '../../src/config/procfs/import.ts'
import { elaborate } from '../../src/config/scst/elaborate.ts'
import { readLenient } from '../../src/config/scst/lenient.ts'
import { lint } from '../../src/config/scst/lint.ts'
import { printConfiguration } from '../../src/config/scst/print.ts'
import { importTgt } from '../../src/config/tgt/import.ts'
import type { ByteString } from '../../src/lib/bytes.ts'
import { SECRET } from './words.ts'

/** What is done with an input; throws when a promise is broken. */
export const subjects: Readonly<Record<string, (text: ByteString, options: ImportOptions) => void>> = {
  ietd: (text, options) => checkImport(text, importIetd({ conf: source(text) }, options)),
  access: (text, options) => {
    const targets =
      'Target iqn.2026-01.test:a\nLun 0 Path=/srv/a.img,Type=fileio\nTarget eui.0123456789abcdef\n'
    const file = (name: string) => ({ file: name, text })
    const conf = { file: 'ietd.conf', text: targets }
    const [allow, deny, portals] = ['allow', 'deny', 'portals'].map(file)
    checkImport(text, importIetd({ conf, allow, portals }, options))
    checkImport(text, importIetd({ conf, allow, deny }, options))
    checkImport(text, importIscsiScstd({ conf, allow: allow!, deny: deny! }))
  },
  'iscsi-scstd': (text) => checkImport(text, importIscsiScstd({ conf: source(text) })),
  procfs: (text, options) => {
    checkImport(text, importProcfs(source(text), options))
    checkImport(
      text,
      importIscsiScstd({ conf: { file: 'c', text: 'Target iqn.2026-01.test:a\n' }, scst: source(text) }),
    )
    const running = new Map([
      ['iscsi', { canCreateTargets: true, hasEnabled: true, targets: ['iqn.2026-01.test:a'] }],
    ])
    for (const on of [true, false]) convertProcfs(text, 'f', running, corrections(on))
  },
  tgt: (text, options) => checkImport(text, importTgt(source(text), options)),
  ctl: (text, options) => checkImport(text, importCtl(source(text), options)),
  lio: (text, options) => checkImport(text, importLio(source(text), options)),
  scst: (text) => {
    const first = printConfiguration(elaborate(readLenient(text)))
    assert.equal(typeof first, 'string')
  },
}

const source = (text: ByteString) => ({ file: 'input', text })

const corrections = (on: boolean) => ({
  lunReadOnly: on,
  nullioWithoutFilename: on,
  bareDevices: on,
  withoutCopyManager: on,
  readOnlyWithoutWriteOptions: on,
  defaultOnlyWithoutOwn: on,
  trimmedFields: on,
  lastDeviceOfLun: on,
  hostsByTheirNames: on,
  defaultsByTheirNames: on,
})

/** Every line on exactly one row, nothing unaccounted for, no secret shown, and the result can be written. */
export const checkImport = (text: ByteString, imported: Imported): void => {
  const rows = imported.report.rows()
  for (const file of new Set(rows.map((row) => row.file))) {
    let next = 1
    for (const { line, lastLine } of rows.filter((row) => row.file === file)) {
      assert.equal(line, next, `line ${next} of ${file} is on no row, or on two`)
      next = lastLine + 1
    }
  }
  const unaccounted = rows.find(({ why }) => why.includes('not understood'))
  assert.equal(unaccounted, undefined, `nobody judged: ${JSON.stringify(unaccounted)}`)
  const said = JSON.stringify([
    rows,
    imported.report.notes,
    [...imported.comments],
    imported.report.diagnostics(),
  ])
  if (text.includes(SECRET)) checkSecrets(text, said)
  checkOutput(confText(imported, 'input'))
  for (const [target, reasons] of imported.comments) if (reasons.length > 0) checkOff(imported, target)
}

/** What a source may well lack, or say itself: its rows tell. */
const lacking: readonly string[] = ['no-drivers', 'no-handlers', 'no-targets', 'no-lun-0', 'shared-secret']

/** What is written is free of anything that a reader of scst.conf may take for something else. */
const checkOutput = (text: ByteString): void => {
  const findings = lint(text, 'scst.conf').filter(
    ({ code }) => code !== 'semicolon' && !lacking.includes(code),
  )
  assert.deepEqual(
    findings.map(({ code, summary, range }) => [code, summary, range.start.line]),
    [],
    text,
  )
}

/** Only where the secret stands as one: other places a fuzzer puts it in are no accounts. */
const checkSecrets = (text: ByteString, said: string): void => {
  const isAccount =
    /^\s*(?:\w*user\d?|chap(?:-mutual)?|"\w*password":)["\s=]+(?:joe|jim|u|a:b)["\s]+"?Zq7SecretOfTest/i
  const lines = text
    .split('\n')
    .filter(
      (line) =>
        isAccount.test(line) &&
        !/[{};<>`\\]|_(?:id|sn)|0x|size|serial|device-id|path|alias|option|-name/.test(line),
    )
  if (lines.length > 0 && lines.join('\n').split(SECRET).length === text.split(SECRET).length) {
    assert.ok(
      !said.includes(SECRET),
      `the report shows a secret: ${said.slice(Math.max(0, said.indexOf(SECRET) - 200), said.indexOf(SECRET) + 60)}`,
    )
  }
}

const checkOff = ({ configuration }: Imported, target: ByteString): void => {
  const driver = configuration.drivers.get('iscsi')
  const section = target === '' ? driver : driver?.targets.get(target)
  assert.deepEqual(section?.attributes.get('enabled'), ['0'], `${target || 'the driver'} must be off`)
}

/** Options of all kinds, over the input's number. */
export const optionsFor = (n: number): ImportOptions => ({
  ...plainOptions,
  preserveIdentity: (n & 1) !== 0,
  exact: (n & 2) !== 0,
  asRunning: (n & 4) !== 0,
  chapUnion: (n & 8) !== 0,
  acl: ([undefined, 'names', 'ips'] as const)[n % 3],
  alua: (n & 4) !== 0,
  paths: (n & 8) !== 0 ? [['/srv', '/dev/vg']] : [],
  targets: (n & 16) !== 0 ? ['iqn.2026-01.test:a'] : [],
  look: (path) => {
    if (path === '/srv/d') return { kind: 'directory', size: 0 }
    if (path.startsWith('/dev/')) return (n & 32) !== 0 ? { kind: 'block', size: 0 } : undefined
    if ((n & 64) === 0) return undefined
    return { kind: 'file', size: 1048576, identity: path.replace('b.img', 'a.img') }
  },
  include: (pattern) =>
    (n & 128) !== 0 ? undefined : pattern.includes('*') ? [] : [{ file: 'included', text: '# included\n' }],
})
