import type { ByteString } from '../../lib/bytes.ts'
import type { AddressLine } from '../../lib/initiator-addresses.ts'
import type { Configuration } from '../configuration.ts'
import type { Report, Source } from './report.ts'

/** What a foreign file came to. */
export interface Imported {
  readonly configuration: Configuration
  /** Why a target (or, under '', the whole driver) was written switched off. */
  readonly comments: ReadonlyMap<ByteString, readonly ByteString[]>
  /** Rules by source address, which SCST's own groups cannot express; empty: no file is needed. */
  readonly allow: readonly AddressLine[]
  readonly deny: readonly AddressLine[]
  readonly report: Report
}

export interface ImportOptions {
  /** Write the vendor, serial and ids that hosts knew from the old target. */
  readonly preserveIdentity: boolean
  /** Also write the old target's defaults where SCST has others. */
  readonly exact: boolean
  /** Where the old file says one thing and the old target did another, weaker one: do as it did. */
  readonly asRunning: boolean
  /** Write all accounts of a target even where the old one tied each to one host. */
  readonly chapUnion: boolean
  /** Which kind of rule counts where the old target took either and SCST would demand both. */
  readonly acl: 'names' | 'ips' | undefined
  /** Take ALUA groups over as device groups. */
  readonly alua: boolean
  /** Where stores of the old machine are here, by the beginning of their path; the longest that fits counts. */
  readonly paths: readonly (readonly [old: ByteString, here: ByteString])[]
  /** Targets that run elsewhere: groups called `Default` go to them. */
  readonly targets: readonly ByteString[]
  /** What stands at a path of this machine; undefined: nothing that we can see. */
  readonly look: (path: ByteString) => Backing | undefined
  /** The files that an include names; undefined: it cannot be read. */
  readonly include: (pattern: ByteString, from: ByteString) => readonly Source[] | undefined
}

export interface Backing {
  readonly kind: 'file' | 'block' | 'directory' | 'other'
  /** Bytes; 0 where it cannot be told. */
  readonly size: number
  /** Names the store itself: the same for all paths that lead to it. */
  readonly identity?: ByteString
}

/** Options that change nothing, for a machine on which nothing of the old one is left. */
export const plainOptions: ImportOptions = {
  preserveIdentity: false,
  exact: false,
  asRunning: false,
  chapUnion: false,
  acl: undefined,
  alua: false,
  paths: [],
  targets: [],
  look: () => undefined,
  include: () => [],
}
