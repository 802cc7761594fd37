import type { ByteString } from '../../lib/bytes.ts'
import { AddressRules } from '../import/access.ts'
import { assemble } from '../import/assemble.ts'
import { Draft } from '../import/draft.ts'
import type { Imported, ImportOptions } from '../import/imported.ts'
import { isnsValue } from '../import/isns.ts'
import { targetNameFault } from '../import/names.ts'
import { cNumber } from '../import/parameters.ts'
import { type Place, Report, type Source } from '../import/report.ts'
import { Accounts } from './accounts.ts'
import { type Block, parseDocument, type Statement } from './parser.ts'
import { leaveOut, type Merged, readTarget, unknownStatement } from './target.ts'

/** targets.conf as tgt-admin reads it, includes and all. */
export const importTgt = (source: Source, options: ImportOptions): Imported => {
  const report = new Report()
  const draft = new Draft()
  const rules = new AddressRules()
  const document = parseDocument(source, report, options.include)
  if (document.isBroken) draft.broken.push('a part of the file cannot be read and may hold rules of access')
  const driver = readGlobals(document.statements, draft, report)
  judgeRepeatedGlobals(document.statements, draft, report)
  const accounts = new Accounts(report)
  const discovery = (key: string) => document.statements.filter((each) => each.key === key)
  const scope = { attributes: draft.driver, off: draft.off }
  accounts.write(scope, discovery('incomingdiscoveryuser'), discovery('outgoingdiscoveryuser'))
  const targets = merged(document.blocks, report)
  const ids = targetIds(targets, report)
  for (const each of targets) {
    const target = draft.target(each.name, each.place)
    report.mapped(each.place, `TARGET ${each.name}`)
    readTarget(each, target, ids.get(each.name)!, { accounts, rules, report, options, driver })
  }
  for (const { key, place, inner } of document.all.filter((each) => !report.knows(each.place))) {
    if (/user|incoming|outgoing/i.test(key)) report.secret(inner)
    if (document.isBroken) report.rejected(place, 'stands where nothing can be told any more')
    else report.unsupported(place, 'has no effect in tgt')
  }
  if (targets.length === 0) report.note('0 targets')
  else if (options.preserveIdentity) {
    report.note('target ids are assumed to be those that tgtd gives when it starts from this file alone')
  }
  return { ...assemble(draft, report, options.look), allow: rules.allow, deny: rules.deny, report }
}

const flagged: Readonly<Record<string, ByteString>> = {
  'control-port': 'the management socket of tgt',
  'ignore-errors': 'tgt-admin goes on after an error',
}
const read: readonly string[] = [
  'incomingdiscoveryuser',
  'outgoingdiscoveryuser',
  'default-driver',
  'iSNSServerIP',
  'iSNS',
  'iSNSAccessControl',
  'iSNSServerPort',
]

/** Gives the driver of targets that name none. */
const readGlobals = (statements: readonly Statement[], draft: Draft, report: Report): ByteString => {
  const last = (key: string) => statements.filter((each) => each.key === key).at(-1)
  for (const statement of statements) {
    const { key, place } = statement
    if (Object.hasOwn(flagged, key)) report.ignored(place, flagged[key]!)
    else if (!read.includes(key)) unknownStatement(statement, report)
  }
  const driver = last('default-driver')
  for (const { place, value } of statements.filter(({ key }) => key === 'default-driver')) {
    report.mapped(place, `targets without driver are of ${value}`)
  }
  readIsns(last, draft, report)
  return driver?.value ?? 'iscsi'
}

/** tgt-admin makes a list of the two, and no command of that. */
const judgeRepeatedGlobals = (statements: readonly Statement[], draft: Draft, report: Report): void => {
  for (const key of ['default-driver', 'incomingdiscoveryuser', 'outgoingdiscoveryuser']) {
    const [first, ...more] = statements.filter((each) => each.key === key)
    for (const { value, place } of more) {
      const why = `${key} is given twice: tgt-admin stops here, and it is not known which counts`
      if (first!.value === value) continue
      report.rejected(place, why)
      draft.off.push(`${key} is given twice`)
    }
  }
}

const readIsns = (last: (key: string) => Statement | undefined, draft: Draft, report: Report): void => {
  const [server, on, control, port] = ['iSNSServerIP', 'iSNS', 'iSNSAccessControl', 'iSNSServerPort'].map(
    last,
  )
  const isControlled = control?.value === 'On'
  const value = isnsValue(server?.value ?? '', isControlled)
  const isOn = on?.value === 'On' && value !== undefined
  if (isOn) draft.driver.set('iSNSServer', [value])
  for (const each of [server, on]) {
    if (!each) continue
    if (isOn) report.mapped(each.place, `iSNSServer ${value}`)
    else report.ignored(each.place, 'iSNS needs both iSNSServerIP and `iSNS On`', 'warning')
  }
  if (control && isOn) report.mapped(control.place, isControlled ? 'AccessControl' : 'no access control')
  else if (control)
    report.ignored(
      control.place,
      'without iSNS there is no access control by it',
      isControlled ? 'error' : 'info',
    )
  if (!port) return
  if (port.value === '3205') report.mapped(port.place, 'port 3205')
  else report.unsupported(port.place, 'SCST asks iSNS servers on port 3205')
}

/** By name, bytewise: tgt-admin does not go by the order of the file. */
const merged = (blocks: readonly Block[], report: Report): Merged[] => {
  const targets = new Map<ByteString, Merged>()
  for (const block of blocks) {
    const fault = targetNameFault(block.argument)
    if (block.name !== 'target') leaveOut(block, report)
    else if (fault !== undefined) refuse(block, fault, report)
    else {
      const present = targets.get(block.argument)
      if (present)
        report.mapped(block.place, `merged with the block of line ${present.place.range.start.line}`)
      targets.set(block.argument, {
        name: block.argument,
        place: present?.place ?? block.place,
        statements: [...(present?.statements ?? []), ...block.statements],
        blocks: [...(present?.blocks ?? []), ...block.blocks],
      })
    }
  }
  return [...targets.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

const refuse = ({ place, statements, blocks }: Block, why: ByteString, report: Report): void => {
  report.rejected(place, why)
  for (const statement of statements) {
    if (/user/i.test(statement.key)) report.secret(statement.inner)
    report.rejected(statement.place, 'belongs to a target that is refused')
  }
  for (const block of blocks) refuse(block, 'belongs to a target that is refused', report)
}

/** Counted in the order of names; `controller_tid` sets the counter. */
const targetIds = (targets: readonly Merged[], report: Report): ReadonlyMap<ByteString, number> => {
  const ids = new Map<ByteString, number>()
  const places = new Map<number, Place>()
  let next = 1
  for (const { name, statements } of targets) {
    const given = statements.filter(({ key }) => key === 'controller_tid').at(-1)
    const id = given ? (cNumber(given.value) ?? next) : next
    if (given && places.has(id))
      report.rejected(given.place, `target id ${id} is given twice: tgt-admin stops here`)
    if (given) places.set(id, given.place)
    ids.set(name, id)
    next = id + 1
  }
  return ids
}
