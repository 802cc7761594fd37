import type { ByteString } from '../../lib/bytes.ts'
import { type AddressEntry, type AddressLine, parseAddressEntry } from '../../lib/initiator-addresses.ts'
import type { DraftTarget } from './draft.ts'
import { hasBlank, isWritable } from './text.ts'

/** Lines of `initiators.allow` and `initiators.deny` as they grow. */
export class AddressRules {
  readonly allow: AddressLine[] = []
  readonly deny: AddressLine[] = []

  /** Only these addresses may log in; none: nobody may. */
  permitOnly(target: ByteString, addresses: readonly AddressEntry[]): void {
    this.#add(this.deny, target, [parseAddressEntry('ALL')])
    if (addresses.length > 0) this.#add(this.allow, target, addresses)
  }

  /** These may not log in, unless rescued. */
  refuse(target: ByteString, addresses: readonly AddressEntry[], rescued: readonly AddressEntry[]): void {
    this.#add(this.deny, target, addresses)
    if (rescued.length > 0) this.#add(this.allow, target, rescued)
  }

  #add(lines: AddressLine[], target: ByteString, entries: readonly AddressEntry[]): void {
    lines.push({ target, entries, line: lines.length + 1 })
  }
}

/**
 * Only initiators of these names see the LUNs: SCST refuses the login of a name whose group has none, and without
 * LUNs at target level that is everybody else.
 */
export const permitNames = (target: DraftTarget, names: readonly ByteString[]): void => {
  target.groups.push({ name: 'imported', initiators: [...new Set(names)], luns: target.luns.splice(0) })
}

/** Initiators of these names see nothing; a group without LUNs takes precedence over the target's own. */
export const refuseNames = (target: DraftTarget, names: readonly ByteString[]): void => {
  target.groups.push({ name: 'refused', initiators: [...new Set(names)], luns: [] })
}

/** A name that stands for itself: SCST compares names as patterns, and scst.conf must carry it. */
export const isPlainName = (name: ByteString): boolean =>
  name !== '' && !/[*?!]/.test(name) && !hasBlank(name) && isWritable(name)
