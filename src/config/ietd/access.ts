import type { ByteString } from '../../lib/bytes.ts'
import type { AddressEntry } from '../../lib/initiator-addresses.ts'
import { type AddressRules, permitNames, refuseNames } from '../import/access.ts'
import { add, type DraftTarget } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import type { Report } from '../import/report.ts'
import { hasBlank } from '../import/text.ts'
import { type AccessItem, type AccessLine, decisiveLines } from './access-file.ts'
import { namePatterns } from './name-pattern.ts'
import { portalPatterns } from './portals.ts'

/** IET's three files; an absent one is undefined, which is not the same as an empty one. */
export interface AccessFiles {
  readonly allow: readonly AccessLine[] | undefined
  readonly deny: readonly AccessLine[] | undefined
  readonly portals: readonly AccessLine[] | undefined
}

/** Gives each target what IET's files say of it, in SCST's means; lines nobody used are reported. */
export const applyAccess = (
  targets: readonly DraftTarget[],
  files: AccessFiles,
  rules: AddressRules,
  report: Report,
  options: ImportOptions,
): void => {
  const used = new Set<AccessLine>()
  const [allow, deny, portals] = [files.allow, files.deny, files.portals].map((lines) => {
    const find = decisiveLines(lines ?? [])
    return (target: ByteString) => {
      const line = find(target)
      if (line) used.add(line)
      return line
    }
  })
  for (const target of targets) {
    new TargetAccess(target, rules, report, options).apply({
      ...files,
      allowLine: allow!(target.name),
      denyLine: deny!(target.name),
      portalLine: portals!(target.name),
    })
  }
  for (const line of [files.allow, files.deny, files.portals].flatMap((lines) => lines ?? [])) {
    if (!used.has(line)) {
      report.ignored(line.place, 'no target is left for this line: the first one that fits decides')
    } else if (!report.knows(line.place)) {
      report.lossy(line.place, undefined, 'another access rule of its target closes it', 'error')
    }
  }
}

interface Lines extends AccessFiles {
  readonly allowLine: AccessLine | undefined
  readonly denyLine: AccessLine | undefined
  readonly portalLine: AccessLine | undefined
}

/** Items of one line, sorted by what SCST can do with them. */
interface Sorted {
  readonly all: boolean
  readonly addresses: readonly AddressEntry[]
  readonly names: readonly ByteString[]
  readonly hasAddresses: boolean
}

class TargetAccess {
  readonly #target: DraftTarget
  readonly #rules: AddressRules
  readonly #report: Report
  readonly #options: ImportOptions

  constructor(target: DraftTarget, rules: AddressRules, report: Report, options: ImportOptions) {
    this.#target = target
    this.#rules = rules
    this.#report = report
    this.#options = options
  }

  apply({ allow, deny, portals, allowLine, denyLine, portalLine }: Lines): void {
    if (portals) this.#listen(portalLine)
    if (deny) this.#refuse(denyLine, allowLine)
    else if (allow) this.#permit(allowLine)
  }

  /** Without initiators.deny the allow file is a whitelist, and a target it does not name is closed. */
  #permit(line: AccessLine | undefined): void {
    if (!line) {
      this.#rules.permitOnly(this.#target.name, [])
      this.#report.note(
        `${this.#target.name}: no line of initiators.allow names it, so nobody may log in, as in IET`,
      )
      return
    }
    const sorted = this.#sort(line, 'permits')
    if (!sorted) return
    const { name } = this.#target
    if (sorted.all) this.#report.mapped(line.place, `${name}: open to all`)
    else if (sorted.names.length > 0) {
      permitNames(this.#target, sorted.names)
      this.#report.mapped(line.place, `${name}: GROUP imported with ${sorted.names.join(', ')}`)
    } else {
      this.#rules.permitOnly(name, sorted.addresses)
      const listed = sorted.addresses.map(({ text }) => text).join(', ') || 'nobody'
      this.#report.mapped(line.place, `initiators.deny: ${name} ALL; initiators.allow: ${name} ${listed}`)
    }
  }

  /** With initiators.deny a host is refused only when that file names it and the other does not. */
  #refuse(denyLine: AccessLine | undefined, allowLine: AccessLine | undefined): void {
    if (!denyLine) {
      if (allowLine)
        this.#report.ignored(allowLine.place, 'initiators.deny refuses nobody, so nobody needs it')
      return
    }
    if (denyLine.items.some(({ kind }) => kind === 'all')) {
      this.#report.mapped(denyLine.place, `${this.#target.name}: only whom initiators.allow names`)
      this.#permit(allowLine)
      return
    }
    const denied = this.#sort(denyLine, 'refuses')
    if (!denied) return
    if (!allowLine) this.#deny(denyLine, denied, [])
    else this.#denyUnlessRescued(denyLine, denied, allowLine)
  }

  #denyUnlessRescued(denyLine: AccessLine, denied: Sorted, allowLine: AccessLine): void {
    const rescued = this.#sort(allowLine, 'permits')
    if (!rescued) return
    if (rescued.all) {
      this.#report.mapped(allowLine.place, `${this.#target.name}: open to all`)
      this.#report.ignored(denyLine.place, 'initiators.allow permits all')
    } else if (denied.names.length === 0 && rescued.names.length === 0) {
      this.#deny(denyLine, denied, rescued.addresses)
      this.#report.mapped(allowLine.place, `initiators.allow: ${this.#target.name} rescues these addresses`)
    } else {
      this.#close(denyLine, 'names and addresses that refuse and rescue cannot be combined in SCST')
    }
  }

  #deny(line: AccessLine, { addresses, names }: Sorted, rescued: readonly AddressEntry[]): void {
    if (addresses.length > 0) this.#rules.refuse(this.#target.name, addresses, rescued)
    if (names.length > 0) refuseNames(this.#target, names)
    this.#report.mapped(line.place, `${this.#target.name}: the listed initiators are refused`)
  }

  #listen(line: AccessLine | undefined): void {
    const patterns: ByteString[] = []
    if (!line)
      this.#report.note(`${this.#target.name}: no line of targets.allow names it, so it listens nowhere`)
    for (const item of line?.items ?? []) {
      if (item.kind === 'all') {
        this.#report.mapped(line!.place, `${this.#target.name}: on every portal`)
        return
      }
      if (item.kind === 'dead')
        this.#report.lossy(line!.place, undefined, `${item.text}: ${item.why}`, 'error')
      const found = item.kind === 'address' ? portalPatterns(item.entry) : []
      if (!found) this.#close(line!, 'this network cannot be written as portal patterns')
      patterns.push(...(found ?? []))
    }
    for (const pattern of patterns.length > 0 ? new Set(patterns) : ['!*']) {
      add(this.#target.attributes, 'allowed_portal', pattern)
    }
    if (line)
      this.#report.mapped(line.place, `${this.#target.name}: allowed_portal ${patterns.join(', ') || '!*'}`)
  }

  /** Undefined: the target was closed because the line cannot be said in SCST. */
  #sort(line: AccessLine, does: 'permits' | 'refuses'): Sorted | undefined {
    const names: ByteString[] = []
    const addresses: AddressEntry[] = []
    for (const item of line.items) {
      if (item.kind === 'address') addresses.push(item.entry)
      if (item.kind === 'dead') this.#judgeDead(line, item, does, addresses)
      if (item.kind !== 'name') continue
      const patterns = namePatterns(item.text)
      if (!patterns)
        return this.#close(line, `the expression ${item.text} cannot be said with SCST's * and ?`)
      names.push(...patterns)
    }
    const all = line.items.some(({ kind }) => kind === 'all')
    const hasAddresses = line.items.some(
      (item) => item.kind === 'address' || (item.kind === 'dead' && !hasBlank(item.text)),
    )
    if (all || does === 'refuses' || names.length === 0 || !hasAddresses) {
      return { all, addresses, names, hasAddresses }
    }
    return this.#choose(line, { all, addresses, names, hasAddresses })
  }

  /** IET takes a host that fits either list, SCST one that fits both. */
  #choose(line: AccessLine, sorted: Sorted): Sorted | undefined {
    const { acl } = this.#options
    if (!acl) {
      return this.#close(line, 'names and addresses stand in one line: choose with --acl=names or --acl=ips')
    }
    const left = acl === 'names' ? 'addresses' : 'names'
    this.#report.lossy(
      line.place,
      undefined,
      `--acl=${acl}: the ${left} of the line permit nobody any more`,
      'error',
    )
    return acl === 'names' ? { ...sorted, addresses: [] } : { ...sorted, names: [] }
  }

  #judgeDead(
    { place }: AccessLine,
    item: AccessItem & { kind: 'dead' },
    does: 'permits' | 'refuses',
    addresses: AddressEntry[],
  ): void {
    const takesEffect = does === 'refuses' && item.entry !== undefined
    if (takesEffect) addresses.push(item.entry!)
    const now = takesEffect ? '; here it refuses' : '; the rest of the line stays as strict as it was'
    this.#report.lossy(place, undefined, `${item.text}: ${item.why}${now}`, 'error')
  }

  #close({ place }: AccessLine, why: ByteString): undefined {
    this.#report.rejected(place, `${this.#target.name}: ${why}`)
    this.#target.off.push(`access rule not expressible: ${why}`)
    return undefined
  }
}
