import type { ByteString } from '../../lib/bytes.ts'
import { type AddressEntry, parseAddressEntry } from '../../lib/initiator-addresses.ts'
import { type AddressRules, isPlainName, permitNames } from '../import/access.ts'
import type { DraftTarget } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import type { Place, Report, Verdict } from '../import/report.ts'
import { hasBlank } from '../import/text.ts'
import type { Statement } from './parser.ts'

interface Lists {
  readonly addresses: AddressEntry[]
  readonly names: ByteString[]
  /** Where these stand. */
  readonly places: { readonly addresses: Place[]; readonly names: Place[] }
  /** An address rule stands there at all, be it dead. */
  hasAddresses: boolean
  isOpen: boolean
  isRefused: boolean
}

/**
 * `initiator-address` and `initiator-name`. tgt takes a host that fits either, and takes everybody when no address
 * is given, even beside names; the stricter reading is written unless `asRunning` asks for what tgt did.
 */
export const applyAccess = (
  target: DraftTarget,
  statements: readonly Statement[],
  rules: AddressRules,
  report: Report,
  options: ImportOptions,
): void => {
  const relevant = statements.filter(({ key }) => key === 'initiator-address' || key === 'initiator-name')
  if (relevant.length === 0) {
    report.madeExplicit(target.place, 'open to all initiators', 'no initiator-address: tgt binds ALL')
    return
  }
  const lists: Lists = {
    addresses: [],
    names: [],
    places: { addresses: [], names: [] },
    hasAddresses: false,
    isOpen: false,
    isRefused: false,
  }
  for (const statement of relevant) {
    if (statement.key === 'initiator-address') readAddress(statement, lists, report)
    else readName(statement, lists, report)
  }
  const close = (why: ByteString) => {
    takeBack([...lists.places.addresses, ...lists.places.names], 'the target is switched off', report)
    report.rejected(relevant[0]!.place, `${target.name}: ${why}`)
    target.off.push(why)
  }
  if (lists.isRefused) close('an access rule cannot be read')
  else write(target, lists, relevant[0]!.place, rules, report, options, close)
}

const write = (
  target: DraftTarget,
  { addresses, names, places, hasAddresses, isOpen }: Lists,
  place: Place,
  rules: AddressRules,
  report: Report,
  { acl, asRunning }: ImportOptions,
  close: (why: ByteString) => void,
): void => {
  if (names.length > 0 && (isOpen || !hasAddresses)) {
    takeBack(places.addresses, 'ALL stands here too', report)
    if (asRunning) {
      takeBack(places.names, 'tgt let any name log in', report)
      report.lossy(place, 'open to all initiators', '--as-running: tgt let any name log in', 'error')
      return
    }
    permitNames(target, names)
    const why =
      'tgt let any name log in, for its addresses were ALL; here only the names may (--as-running: all)'
    report.lossy(place, 'GROUP imported', why, 'error')
    return
  }
  if (names.length > 0 && !acl) {
    close(
      'names and addresses: tgt takes a host that fits either, SCST one that fits both: choose --acl=names or --acl=ips',
    )
    return
  }
  if (names.length > 0) {
    report.lossy(place, undefined, `--acl=${acl}: the other rules permit nobody any more`, 'error')
  }
  takeBack(acl === 'names' && names.length > 0 ? places.addresses : [], '--acl=names', report)
  takeBack(acl === 'ips' ? places.names : [], '--acl=ips', report)
  if (names.length > 0 && acl === 'names') permitNames(target, names)
  else if (isOpen && !names.length) {
    takeBack(places.addresses, 'ALL stands here too', report, 'ignored-by-source-too')
    report.mapped(place, 'open to all initiators')
  } else rules.permitOnly(target.name, addresses)
}

/** What was said of rules that are not written. */
const takeBack = (
  places: readonly Place[],
  why: ByteString,
  report: Report,
  verdict: Verdict = 'mapped-lossy',
): void => {
  for (const place of places) report.rejudge(place, { verdict, why })
}

const readAddress = ({ value, place, inner }: Statement, lists: Lists, report: Report): void => {
  if (hasBlank(value) || hasShellMeaning(value)) {
    report.rejected(place, 'more than one word, or bytes that the shell changes: the command failed in tgt')
    lists.isRefused = true
    return
  }
  lists.hasAddresses = true
  if (value === 'ALL') {
    lists.isOpen = true
    report.mapped(place, 'every address')
    return
  }
  const entry = parseAddressEntry(value)
  const isWhole = entry.kind === 'network' && value.includes('/') && entry.prefix === entry.bytes.length * 8
  if (entry.kind !== 'network' || isWhole) {
    const why = entry.kind === 'dead' ? entry.why : 'tgt never matches a prefix of full length'
    report.ignored(
      inner,
      `${value} never matched in tgt (${why}); the list stays as strict as it was`,
      'error',
    )
    return
  }
  lists.addresses.push(entry)
  lists.places.addresses.push(place)
  report.mapped(place, `initiators.allow ${value}`)
}

const readName = (statement: Statement, lists: Lists, report: Report): void => {
  const { value, place } = statement
  if (value === 'ALL') {
    report.lossy(place, undefined, '`tgt-admin --dump` calls ALL a name; it limits nobody')
    lists.isOpen = true
    lists.hasAddresses = true
  } else if (parseAddressEntry(value).kind === 'network') {
    report.lossy(place, undefined, '`tgt-admin --dump` calls an address a name; it counts as address')
    readAddress(statement, lists, report)
  } else if (!isPlainName(value) || hasShellMeaning(value)) {
    report.rejected(place, 'the name would be a pattern in SCST, or is no name')
    lists.isRefused = true
  } else {
    lists.names.push(value)
    lists.places.names.push(place)
    report.mapped(place, `INITIATOR ${value}`)
  }
}

/** tgt-admin pastes values into a command line: what then arrived is not what stands here. */
export const hasShellMeaning = (text: ByteString): boolean => /[`$"'\\;&|<>()]/.test(text)
