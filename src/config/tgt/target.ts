import type { ByteString } from '../../lib/bytes.ts'
import type { Attributes } from '../configuration.ts'
import type { AddressRules } from '../import/access.ts'
import { placedHere } from '../import/backing.ts'
import type { DraftTarget } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import { targetLabel } from '../import/names.ts'
import { cNumber } from '../import/parameters.ts'
import type { Place, Report } from '../import/report.ts'
import { lowerCase } from '../import/text.ts'
import { applyAccess } from './access.ts'
import type { Accounts } from './accounts.ts'
import { exactDefaults, isParameter, readParameter } from './parameters.ts'
import { type Block, type Statement, tailOf } from './parser.ts'
import { isStoreKey, readStore, type Store } from './store.ts'

/** Blocks of one name are one target. */
export interface Merged {
  readonly name: ByteString
  readonly place: Place
  readonly statements: readonly Statement[]
  readonly blocks: readonly Block[]
}

/** What all targets share. */
export interface Surroundings {
  readonly accounts: Accounts
  readonly rules: AddressRules
  readonly report: Report
  readonly options: ImportOptions
  readonly driver: ByteString
}

const own: readonly string[] = [
  'backing-store',
  'direct-store',
  'incominguser',
  'outgoinguser',
  'initiator-address',
  'initiator-name',
  'driver',
  'controller_tid',
]

export const readTarget = (merged: Merged, target: DraftTarget, tid: number, around: Surroundings): void => {
  const { accounts, rules, report, options } = around
  const of = (key: ByteString) => merged.statements.filter((statement) => statement.key === key)
  readDriver(of('driver'), target, around)
  for (const { place } of of('controller_tid')) report.mapped(place, `target id ${tid}, for identities`)
  accounts.write(target, of('incominguser'), of('outgoinguser'))
  for (const statement of merged.statements) readOther(statement, target, around)
  judgeRepeated(merged.statements, target.attributes, report)
  for (const { statements } of merged.blocks) judgeRepeated(statements, new Map(), report)
  if (options.exact) exactDefaults(target.attributes)
  readStores(merged, target, tid, around)
  applyAccess(target, merged.statements, rules, report, options)
  if (target.luns.length === 0 && target.groups.length === 0) {
    target.off.push('it has no LUN that could be taken over')
    report.note(`${target.name}: no LUN could be taken over, so it is switched off`)
  }
}

/** Keys that tgt-admin takes as a list; of any other one it stops at the second. */
const lists: readonly string[] = [
  'backing-store',
  'direct-store',
  'incominguser',
  'outgoinguser',
  'initiator-address',
  'initiator-name',
  'params',
  'mode_page',
]

const judgeRepeated = (statements: readonly Statement[], attributes: Attributes, report: Report): void => {
  const seen = new Map<ByteString, Statement>()
  for (const statement of statements) {
    const { key, place } = statement
    const isKnown = own.includes(key) || isStoreKey(key) || isParameter(key)
    if (!isKnown || lists.includes(key)) continue
    const first = seen.get(key)
    if (!first) seen.set(key, statement)
    else if (key === 'write-cache') {
      const why = 'given twice, and tgt keeps the cache on: here one `off` is enough'
      report.lossy(place, undefined, why, 'error')
    } else if (first.value === statement.value)
      report.lossy(place, undefined, `${key} is given twice: tgt-admin refuses it, here it counts once`)
    else {
      const why = `${key} is given twice: tgt-admin stops here, and it is not known which counts`
      if (isParameter(key)) attributes.delete(key)
      if (isParameter(key)) report.undone(first.place, why)
      report.undone(place, why)
    }
  }
}

const readDriver = (
  statements: readonly Statement[],
  target: DraftTarget,
  { report, driver }: Surroundings,
): void => {
  const named = statements.map(({ value, place }) => ({ value, place }))
  for (const { value, place } of named.length > 0 ? named : [{ value: driver, place: undefined }]) {
    if (value === 'iscsi' && place) report.mapped(place, 'TARGET_DRIVER iscsi')
    if (value === 'iscsi') continue
    report.rejected(place ?? target.place, `driver ${value} is not served here`)
    target.off.push(`driver ${value}`)
  }
}

const readOther = (statement: Statement, target: DraftTarget, { report, options }: Surroundings): void => {
  const { key, value, place } = statement
  if (own.includes(key) || isStoreKey(key)) return
  if (isParameter(key)) report.settle(place, readParameter(key, value, options.exact, target.attributes))
  else if (key.startsWith('state')) {
    if (value === 'offline') target.enabled = false
    report.mapped(place, `enabled ${value === 'offline' ? 0 : 1}`)
  } else if (/^(?:nop_interval|nop_count|MaxQueueCmd|Redirect)/.test(key)) {
    report.ignored(place, 'tgt-admin does not pass it on', key.startsWith('Redirect') ? 'error' : 'warning')
  } else unknownStatement(statement, report)
}

/** It may be an account with a slip in its key. */
export const unknownStatement = (statement: Statement, report: Report): void => {
  const { key, value, place } = statement
  const isAlone = value === ''
  report.veil(isAlone ? place : tailOf(statement))
  unknownKey(key, place, report, isAlone ? 'a word alone' : key)
}

/** Names of storage and of access are no trifle when only their case is wrong. */
const unknownKey = (key: ByteString, place: Place, report: Report, shown = key): void => {
  if (/^(?:backing-store|direct-store|target)$/i.test(key)) {
    const where = key === lowerCase(key) ? 'where it stands' : 'for its case'
    report.rejected(place, `${key}: tgt-admin skips it ${where}; it names storage`)
  } else if (/allow|deny|initiator|user|incoming|outgoing|acl|secret|passw|chap/i.test(key)) {
    report.unsupported(
      place,
      `${shown}: tgt-admin skips it without a word, so the rule never existed`,
      'error',
    )
  } else report.unsupported(place, `${shown}: tgt-admin skips it`)
}

const readStores = (merged: Merged, target: DraftTarget, tid: number, around: Surroundings): void => {
  const { report, options } = around
  const shared = merged.statements.filter(({ key }) => isStoreKey(key))
  const stores = storesOf(merged, report)
  const fixed = shared.filter(({ key }) => key === 'lun')
  if (fixed.length > 0 && stores.length > 1) {
    for (const { place } of fixed)
      report.rejected(place, 'one number at target level for several LUNs: tgt-admin stops here')
    for (const { place } of stores) report.rejected(place, 'its LUN number is not known')
    return
  }
  const numbers = numbered(stores, fixed[0], report)
  const isUnsure = stores.some(({ path }) => options.look(placedHere(path, options)) === undefined)
  for (const [store, lun] of numbers) {
    const name = `${targetLabel(target.name)}_lun${lun}`
    const disk = readStore(store, shared, { tid, lun, name }, report, options)
    if (!disk) continue
    const written = lunOf(store, fixed[0])
    target.luns.push({ lun, disk, readOnly: false, places: written ? [written.place] : [] })
    if (written) continue
    report.madeExplicit(store.place, `LUN ${lun}`, 'numbered by tgt-admin in the order of paths, from 1')
    if (isUnsure) {
      const why =
        'tgt skips stores that it does not find and moves the later numbers down: compare the LUN number'
      report.lossy(store.place, undefined, why)
    }
  }
  if (stores.length === 0) for (const { place } of shared) report.ignored(place, 'the target has no LUN')
}

const lunOf = (store: Store, fixed: Statement | undefined): Statement | undefined =>
  store.own.find(({ key }) => key === 'lun') ?? fixed

/** tgt-admin goes through the paths bytewise, backing stores first. */
const storesOf = ({ statements, blocks }: Merged, report: Report): Store[] => {
  const plain = statements.filter(({ key }) => key === 'backing-store' || key === 'direct-store')
  const byPath = new Map<ByteString, Store[]>()
  const add = (store: Store) => byPath.set(store.path, [...(byPath.get(store.path) ?? []), store])
  for (const { key, value, place } of plain) {
    const same = byPath.get(value)?.some(({ isDirect }) => isDirect === (key === 'direct-store'))
    if (same) report.ignored(place, 'the path stands here already: one LUN')
    else add({ path: value, isDirect: key === 'direct-store', place, own: [] })
  }
  for (const { name, argument, statements: inner, blocks: nested, place } of blocks) {
    for (const block of nested) leaveOut(block, report)
    if (name !== 'backing-store' && name !== 'direct-store') {
      unknownKey(name, place, report)
      for (const each of inner) report.veil(tailOf(each))
      for (const each of inner) report.unsupported(each.place, `within <${name}>, which tgt-admin skips`)
    } else add({ path: argument, isDirect: name === 'direct-store', place, own: inner })
  }
  const mixed = new Set(blocks.map(({ name }) => name))
  return [...byPath.values()]
    .flatMap((stores) => {
      const kinds = plain.filter(({ key }) => mixed.has(key))
      if (stores.length === 1 && kinds.length === 0) return stores
      const why = 'one path twice, or plain and block form together: tgt-admin stops here'
      for (const { place, own: inner } of stores) {
        report.rejected(place, why)
        for (const each of inner) report.rejected(each.place, why)
      }
      return []
    })
    .sort((a, b) => Number(a.isDirect) - Number(b.isDirect) || (a.path < b.path ? -1 : 1))
}

/** Written numbers are reserved first; the others take the lowest free ones from 1. */
const numbered = (
  stores: readonly Store[],
  fixed: Statement | undefined,
  report: Report,
): [Store, number][] => {
  const taken = new Map<number, Store>()
  const all: [Store, number][] = []
  for (const store of stores) {
    const written = lunOf(store, fixed)
    if (!written) continue
    const number = cNumber(written.value) ?? -1
    const isFree = number >= 1 && number <= 16383 && !taken.has(number)
    if (isFree) all.push([store, number])
    else {
      report.rejected(
        written.place,
        `${written.value} is no free LUN number from 1 to 16383 (0 is tgt's controller)`,
      )
      report.rejected(store.place, 'its LUN number cannot be had')
      for (const each of store.own)
        if (!report.knows(each.place)) report.rejected(each.place, 'belongs to a LUN that is refused')
    }
    taken.set(number, store)
  }
  for (const store of stores.filter((each) => !lunOf(each, fixed))) {
    let number = 1
    while (taken.has(number)) number++
    taken.set(number, store)
    all.push([store, number])
  }
  return all
}

/** Blocks where none can stand. */
export const leaveOut = (block: Block, report: Report): void => {
  unknownKey(block.name, block.place, report)
  for (const statement of block.statements) report.veil(tailOf(statement))
  for (const { place } of block.statements)
    report.unsupported(place, `within <${block.name}>, which tgt-admin skips`)
  for (const inner of block.blocks) leaveOut(inner, report)
}
