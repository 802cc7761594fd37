import { AddressRules } from '../import/access.ts'
import { type Account, writeAccounts } from '../import/accounts.ts'
import { assemble } from '../import/assemble.ts'
import { Draft, type DraftTarget } from '../import/draft.ts'
import type { Imported, ImportOptions } from '../import/imported.ts'
import { isnsValue } from '../import/isns.ts'
import { LastCounts } from '../import/last.ts'
import { targetLabel, targetNameFault } from '../import/names.ts'
import { Report, type Source } from '../import/report.ts'
import { lowerCase } from '../import/text.ts'
import { applyAccess } from './access.ts'
import { type AccessFile, readAccessFile } from './access-file.ts'
import { type Keyword, keywords, otherDefaults } from './keywords.ts'
import { readLun } from './lun.ts'
import { readParameter } from './parameter.ts'
import { finishStanza, type Stanza } from './stanza.ts'
import { parseStatements, type Statement } from './statements.ts'

export interface IetdFiles {
  readonly conf: Source
  readonly allow?: Source | undefined
  readonly deny?: Source | undefined
  readonly portals?: Source | undefined
}

/** ietd.conf of the iSCSI Enterprise Target (0.3 to 1.4.20) with its access files. */
export const importIetd = (files: IetdFiles, options: ImportOptions): Imported =>
  new Ietd(options).read(files)

class Ietd {
  readonly #options: ImportOptions
  readonly #draft = new Draft()
  readonly #report = new Report()
  readonly #discovery = { incoming: [] as Account[], outgoing: [] as Account[] }
  readonly #stanzas: Stanza[] = []
  #isns: { isnsServer?: Statement; isnsAccessControl?: Statement } = {}
  /** undefined before the first target, null within one that is refused. */
  #stanza: Stanza | null | undefined

  constructor(options: ImportOptions) {
    this.#options = options
  }

  read(files: IetdFiles): Imported {
    this.#report.read(files.conf)
    const { statements, comments } = parseStatements(files.conf)
    for (const place of comments) this.#report.ignored(place, 'comment')
    for (const statement of statements) this.#take(statement)
    this.#finish()
    const rules = new AddressRules()
    const access = (source: Source | undefined, kind: AccessFile) =>
      source && readAccessFile(source, kind, this.#report)
    const accessFiles = {
      allow: access(files.allow, 'initiators.allow'),
      deny: access(files.deny, 'initiators.deny'),
      portals: access(files.portals, 'targets.allow'),
    }
    applyAccess(this.#draft.targets, accessFiles, rules, this.#report, this.#options)
    return {
      ...assemble(this.#draft, this.#report, this.#options.look),
      allow: rules.allow,
      deny: rules.deny,
      report: this.#report,
    }
  }

  #take(statement: Statement): void {
    const { keyword, place } = statement
    const { isJoined, isUnended } = statement
    if (isJoined) this.#report.warn(place, 'IET never joined lines at a backslash; they are here')
    if (isUnended)
      this.#report.warn(place, 'nothing ends the line, and IET loses its last word; it counts here')
    const row = Object.hasOwn(keywords, keyword) ? keywords[keyword]! : undefined
    if (row && row.kind !== 'lun' && row.kind !== 'account')
      for (const word of statement.words.slice(2)) this.#report.veil(word.place)
    if (!row) this.#unknown(statement)
    else if (row.kind === 'target') this.#open(statement)
    else if (row.kind === 'isns') this.#keepIsns(row.field, statement)
    else if (row.kind === 'account') this.#account(row, statement)
    else if (this.#stanza) this.#inTarget(this.#stanza, row, statement)
    else if (this.#stanza === null) this.#report.ignored(place, 'belongs to a target that is refused')
    else this.#report.ignored(place, 'stands before the first Target, where IET skips it')
  }

  /** An access rule that never was: the administrator believes in it. */
  #unknown({ keyword, words, place }: Statement): void {
    const name = words.length > 1 ? words[0]!.text : 'a word alone'
    if (words.length === 1) this.#report.veil(place)
    for (const word of words.slice(name.includes('=') ? 1 : 2)) this.#report.veil(word.place)
    const isAccess = /allow|deny|initiator|access|acl|auth|user|incoming|outgoing|secret|passw|chap/.test(
      keyword,
    )
    this.#report.unsupported(
      place,
      isAccess
        ? `${name}: IET skips this keyword without a word, so the restriction never existed; use initiators.allow`
        : `${name}: IET skips keywords it does not know`,
      isAccess ? 'error' : 'warning',
    )
  }

  #open({ words, place }: Statement): void {
    const name = words[1]?.text ?? ''
    this.#stanza = null
    const fault = targetNameFault(name)
    const present = this.#draft.find(name)
    if (fault !== undefined) this.#report.rejected(place, fault)
    else if (present) {
      this.#report.rejected(place, `${name} stands here twice; names compare without case`)
      present.off.push('its name stands twice in ietd.conf, and one stanza is lost')
    } else {
      const target = this.#draft.target(name, place)
      this.#stanza = { target, incoming: [], outgoing: [], parameters: new LastCounts(), diskAttributes: [] }
      this.#stanzas.push(this.#stanza)
      this.#report.mapped(place, `TARGET ${name}`)
    }
  }

  #keepIsns(field: 'isnsServer' | 'isnsAccessControl', statement: Statement): void {
    const earlier = this.#isns[field]
    if (earlier) this.#report.ignored(earlier.place, 'the last one counts')
    this.#isns = { ...this.#isns, [field]: statement }
  }

  #account(row: Keyword & { kind: 'account' }, { words, place }: Statement): void {
    for (const word of words.slice(words.length === 2 ? 1 : 2)) this.#report.secret(word.place)
    const user = words[1]?.text ?? ''
    const secret = words[2]?.text ?? ''
    if (row.isOld) this.#report.warn(place, 'form from before IET 0.4: `User NAME SECRET`')
    if (this.#stanza === null) {
      this.#report.rejected(place, 'the account belongs to a target that is refused')
      return
    }
    if (row.direction === 'OutgoingUser' && secret === '') {
      this.#report.ignored(place, 'IET refuses an account without a secret', 'warning')
      return
    }
    const list = (this.#stanza ?? this.#discovery)[row.direction === 'IncomingUser' ? 'incoming' : 'outgoing']
    list.push({ user, secret, place })
  }

  #inTarget(stanza: Stanza, row: Keyword, statement: Statement): void {
    if (row.kind === 'lun') this.#lun(stanza, statement)
    else {
      if (statement.keyword === 'firstburstlength') stanza.firstBurst = statement.place
      readParameter(stanza, row, statement, this.#report)
    }
  }

  #lun({ target, diskAttributes }: Stanza, statement: Statement): void {
    const read = readLun(statement, this.#report, this.#options)
    if (!read) return
    if (target.luns.some(({ lun }) => lun === read.lun)) {
      this.#report.undone(statement.place, `LUN ${read.lun} stands in this target already`)
      return
    }
    if (target.luns.some(({ disk }) => disk.path !== undefined && disk.path === read.disk.path)) {
      this.#report.lossy(
        statement.place,
        undefined,
        'IET refuses a path that the target has already; here it is shared',
      )
    }
    diskAttributes.push(read.disk.attributes)
    const name = `${targetLabel(target.name)}_lun${read.lun}`
    target.luns.push({ lun: read.lun, readOnly: false, disk: { ...read.disk, name } })
  }

  #finish(): void {
    this.#writeIsns()
    this.#writeAccounts({ attributes: this.#draft.driver, off: this.#draft.off }, this.#discovery)
    for (const stanza of this.#stanzas) {
      this.#writeAccounts(stanza.target, stanza)
      finishStanza(stanza, this.#options.exact, this.#report)
    }
    if (this.#stanzas.length > 0 && !this.#options.exact) {
      const list = otherDefaults.map(([name, value]) => `${name} ${value}`).join(', ')
      this.#report.note(
        `keys that the file does not set take SCST's defaults; IET had ${list} (--exact writes them)`,
      )
    }
  }

  #writeAccounts(
    scope: Pick<DraftTarget, 'attributes' | 'off'>,
    { incoming, outgoing }: { incoming: Account[]; outgoing: Account[] },
  ): void {
    for (const { place } of outgoing.slice(0, -1)) this.#report.ignored(place, 'the last OutgoingUser counts')
    writeAccounts(scope, incoming, outgoing.at(-1), this.#report)
  }

  #writeIsns(): void {
    const { isnsServer, isnsAccessControl } = this.#isns
    const server = isnsServer?.words[1]?.text
    const isControlled = lowerCase(isnsAccessControl?.words[1]?.text ?? '') === 'yes'
    if (isnsServer && server === undefined)
      this.#report.rejected(isnsServer.place, 'iSNSServer names no server')
    if (isnsAccessControl && isControlled && server === undefined) {
      this.#report.unsupported(isnsAccessControl.place, 'without iSNSServer it never had an effect', 'error')
    } else if (isnsAccessControl) {
      this.#report.mapped(
        isnsAccessControl.place,
        isControlled ? 'second word of iSNSServer' : 'no access control',
      )
    }
    if (!isnsServer || server === undefined) return
    const value = isnsValue(server, isControlled)
    if (value === undefined) {
      this.#report.rejected(isnsServer.place, 'SCST cannot take this name of a server')
      return
    }
    this.#draft.driver.set('iSNSServer', [value])
    this.#report.mapped(isnsServer.place, `iSNSServer "${value}"`)
  }
}
