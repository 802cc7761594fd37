import type { ByteString } from '../lib/bytes.ts'
import type { AddressFiles } from './address-files.ts'
import type { IscsiTarget } from './target.ts'

/** Whom the iSNS server lets in to a target. */
export interface InitiatorLists {
  allows(target: ByteString, initiator: ByteString): boolean
}

/** One initiator that asks at one portal. Addresses are numeric, without port. */
export interface Visitor {
  readonly initiator: ByteString
  readonly address: ByteString
  readonly portal: ByteString
}

/** Who may know of a target and log in to it: the same answer for login and discovery. */
export class Access {
  readonly #addressFiles: AddressFiles
  readonly #initiatorLists: InitiatorLists

  constructor(addressFiles: AddressFiles, initiatorLists: InitiatorLists) {
    this.#addressFiles = addressFiles
    this.#initiatorLists = initiatorLists
  }

  /** Why the visitor may not use the target; undefined when he may. */
  refusal(target: IscsiTarget, visitor: Visitor): string | undefined {
    const { initiator, address, portal } = visitor
    if (this.#addressFiles.denies(target.name, address)) return `initiators.deny names ${address}`
    if (!target.allowsPortal(portal)) return `allowed_portal excludes ${portal}`
    const name = target.fullInitiatorName(initiator, portal)
    const group = target.groupOf(name)
    if (group.luns.size === 0)
      return `${group.isDefault ? 'the default group' : `group ${group.name}`} has no LUN`
    if (!this.#isnsAllows(target, initiator)) return 'iSNS access control does not list the initiator'
    return undefined
  }

  #isnsAllows(target: IscsiTarget, initiator: ByteString): boolean {
    const server = target.iscsi.isnsServer
    if (server === undefined || !server.accessControl) return true
    return this.#initiatorLists.allows(target.name, initiator)
  }
}
