import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'

/** Who may import whom. A folder may always import itself; a layer never looks up or sideways. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/lib': [],
  'src/sysfs': ['src/lib'],
  'src/scsi': ['src/lib'],
  'src/config': ['src/lib'],
  'src/isns': ['src/lib'],
  'src/core': ['src/scsi', 'src/lib'],
  'src/admin': ['src/config', 'src/sysfs', 'src/lib'],
  'src/iscsi': ['src/core', 'src/scsi', 'src/isns', 'src/lib'],
  'src/cli': ['src/admin', 'src/config', 'src/sysfs', 'src/lib'],
  'src/tree': ['src/iscsi', 'src/core', 'src/scsi', 'src/sysfs', 'src/lib'],
  commands: ['src/cli', 'src/admin', 'src/config', 'src/sysfs', 'src/lib'],
  'src/control': ['src/sysfs', 'src/lib'],
  'src/mount': ['src/sysfs', 'src/lib'],
  'src/daemon': [
    ...['src/control', 'src/mount', 'src/tree', 'src/iscsi', 'src/core', 'src/scsi', 'src/isns'],
    ...['src/sysfs', 'src/lib'],
  ],
  'src/build': ['src/cli', 'src/sysfs', 'commands', 'src/lib'],
}

/** Tables may be longer than other files. */
const LINES = 400
const TABLES: readonly string[] = ['src/cli/legacy-options.ts']
const FUNCTION_LINES = 50

/** Types and constants only: nothing in them runs. */
const WITHOUT_TEST: readonly string[] = [
  'src/cli/change/change.ts',
  'src/config/configuration.ts',
  'src/iscsi/request.ts',
  'src/core/buffer-shelf.ts',
  'src/core/driver.ts',
  'src/scsi/backing-store.ts',
  'src/scsi/medium.ts',
  'src/scsi/nexus.ts',
  'src/scsi/state-file.ts',
  'src/scsi/task.ts',
  'src/sysfs/sysfs.ts',
]

/** What only shows from outside is tested there: a connection's parts by the clauses of the standard. */
const SHOWN_BY: Readonly<Record<string, string>> = {
  'src/iscsi/access.ts': 'conformance/discovery',
  'src/iscsi/address-files.ts': 'conformance/discovery',
  'src/iscsi/connection.ts': 'conformance/full-feature',
  'src/iscsi/data-in.ts': 'conformance/data-in',
  'src/iscsi/data-out.ts': 'conformance/data-out',
  'src/iscsi/discovery.ts': 'conformance/discovery',
  'src/iscsi/full-feature.ts': 'conformance/full-feature',
  'src/iscsi/incoming.ts': 'conformance/full-feature',
  'src/iscsi/login/chap.ts': 'conformance/chap',
  'src/iscsi/login/phase.ts': 'conformance/login',
  'src/iscsi/login/server.ts': 'conformance/login',
  'src/iscsi/login/status.ts': 'conformance/login',
  'src/iscsi/messages.ts': 'conformance/full-feature',
  'src/iscsi/on/logout.ts': 'conformance/full-feature',
  'src/iscsi/on/nop-out.ts': 'conformance/full-feature',
  'src/iscsi/on/scsi-command.ts': 'conformance/data-out',
  'src/iscsi/on/task-management.ts': 'conformance/task-management',
  'src/iscsi/on/text.ts': 'conformance/discovery',
  'src/iscsi/outbox.ts': 'conformance/full-feature',
  'src/iscsi/owed-data.ts': 'conformance/aborted-data',
  'src/iscsi/portal.ts': 'conformance/login',
  'src/iscsi/session.ts': 'conformance/reinstatement',
  'src/iscsi/timers.ts': 'conformance/full-feature',
  'src/iscsi/transfer.ts': 'conformance/data-in',
  'src/iscsi/wire.ts': 'conformance/data-in',
  'src/build/bundle.ts': 'e2e/readme',
  'src/lib/file-lock.ts': 'src/daemon/pid-file',
  'src/sysfs/protocol.ts': 'src/control/server',
  'src/sysfs/socket.ts': 'src/control/server',
  'src/cli/classic-command.ts': 'src/cli/list-command',
  'src/cli/query/dump.ts': 'commands/scst/dump-attrs',
  'src/cli/status-table.ts': 'commands/status',
  'src/cli/sysfs-command.ts': 'commands/sysfs/read',
}

/**
 * Shown as a whole: grammars format by format (files in, the configuration and its report out), the carriers of the tree
 * and the daemon by a client on the other end.
 */
const AS_A_WHOLE: Readonly<Record<string, string>> = {
  'src/config/ctl/': 'src/config/ctl/import',
  'src/config/ietd/': 'src/config/ietd/ietd',
  'src/config/import/': 'src/config/ietd/ietd',
  'src/config/iscsi-scstd/': 'src/config/iscsi-scstd/import',
  'src/config/lio/': 'src/config/lio/import',
  'src/config/procfs/': 'src/config/procfs/import',
  'src/config/tgt/': 'src/config/tgt/import',
  'src/control/': 'src/control/server',
  'src/daemon/': 'src/daemon/main',
  'src/mount/': 'src/mount/mount',
}

const sources = [...typeScript('src'), ...typeScript('commands')]

test('imports go down the layers only', () => {
  const wrong: string[] = []
  for (const file of sources) {
    const allowed = MAY_IMPORT[layerOf(file)]
    assert.ok(allowed, `${file} lies in no known layer`)
    for (const imported of importsOf(file)) {
      const layer = layerOf(imported)
      if (layer !== layerOf(file) && !allowed.includes(layer)) wrong.push(`${file} imports ${imported}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('no import cycles among the layers', () => {
  const order = Object.keys(MAY_IMPORT)
  const seen = new Set<string>()
  const visit = (layer: string, path: readonly string[]): void => {
    assert.ok(!path.includes(layer), `${[...path, layer].join(' → ')}`)
    if (seen.has(layer)) return
    for (const below of MAY_IMPORT[layer] ?? []) visit(below, [...path, layer])
    seen.add(layer)
  }
  for (const layer of order) visit(layer, [])
})

test(`no file is longer than ${LINES} lines`, () => {
  const long = [...sources, ...typeScript('test')].filter(
    (file) => !TABLES.includes(file) && readFileSync(file, 'latin1').split('\n').length > LINES + 1,
  )
  assert.deepEqual(long, [])
})

test(`no function is longer than ${FUNCTION_LINES} lines`, () => {
  const long = sources.filter((file) => !TABLES.includes(file)).flatMap((file) => longFunctions(file))
  assert.deepEqual(long, [])
})

test('every source file has a test at the same path', () => {
  const missing = sources.filter((file) => !WITHOUT_TEST.includes(file) && !hasTest(file))
  assert.deepEqual(missing, [])
})

function typeScript(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort()
}

function layerOf(file: string): string {
  const [first, second] = file.split('/')
  return first === 'src' ? `src/${second}` : first!
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path]) =>
    normalize(join(dirname(file), path!)),
  )
}

function hasTest(file: string): boolean {
  if (SHOWN_BY[file] !== undefined) return tests.has(`test/${SHOWN_BY[file]}.test.ts`)
  const whole = Object.keys(AS_A_WHOLE).find((folder) => file.startsWith(folder))
  if (whole !== undefined && !tests.has(join('test', file.replace(/\.ts$/, '.test.ts'))))
    return tests.has(`test/${AS_A_WHOLE[whole]}.test.ts`)
  return tests.has(join('test', file.replace(/\.ts$/, '.test.ts')))
}

/**
 * Functions and methods of a formatted file: a header line that ends in `{` with a parameter list, up to the closing
 * brace at the same indentation.
 */
function longFunctions(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  const header =
    /^(\s*)(?:(?:export |default |async |static |override |private |get |set )*(?:function\*? ?)?[#\w]*\s*(?:<.*>)?\(.*\).*|.*=>) \{$/
  return lines.flatMap((line, start) => {
    const indentation = header.exec(line)?.[1]
    if (indentation === undefined || /^\s*(if|for|while|switch|catch|\} else)\b/.test(line)) return []
    const length = lines.slice(start).findIndex((later) => later.startsWith(`${indentation}}`)) + 1
    return length > FUNCTION_LINES ? [`${file}:${start + 1} (${length} lines)`] : []
  })
}

const tests = new Set(typeScript('test'))
