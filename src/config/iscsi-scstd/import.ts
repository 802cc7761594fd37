import type { ByteString } from '../../lib/bytes.ts'
import { type Configuration, newConfiguration, newDriver, newTarget } from '../configuration.ts'
import { type Account, type AccountScope, writeAccounts } from '../import/accounts.ts'
import { type Imported, type ImportOptions, plainOptions } from '../import/imported.ts'
import { isnsValue } from '../import/isns.ts'
import { LastCounts } from '../import/last.ts'
import { targetNameFault } from '../import/names.ts'
import { type Place, Report, type Source } from '../import/report.ts'
import { lowerCase } from '../import/text.ts'
import { readProcfs } from '../procfs/import.ts'
import { isProcfsForm } from '../procfs/sections.ts'
import { readAddressFile } from './address-file.ts'
import { keywords } from './keywords.ts'
import { readParameter } from './parameter.ts'
import { parseStatements, type Statement } from './statements.ts'

export interface IscsiScstdFiles {
  readonly conf: Source
  /** The scst.conf of that time, in which the LUNs stand. */
  readonly scst?: Source | undefined
  readonly allow?: Source | undefined
  readonly deny?: Source | undefined
}

/** iscsi-scstd.conf of iSCSI-SCST 1.x, together with the files beside it. */
export const importIscsiScstd = (
  files: IscsiScstdFiles,
  options: Pick<ImportOptions, 'look' | 'paths'> = plainOptions,
): Imported => new IscsiScstd(options).read(files)

/** An account, and whether the daemon dropped its statement for a word too many. */
type Written = Account & { readonly isDropped: boolean }

interface Stanza extends AccountScope {
  readonly name: ByteString
  readonly incoming: Written[]
  readonly outgoing: Written[]
  readonly parameters: LastCounts
}

const newStanza = (name: ByteString): Stanza => ({
  name,
  attributes: new Map(),
  off: [],
  incoming: [],
  outgoing: [],
  parameters: new LastCounts(),
})

class IscsiScstd {
  readonly #report = new Report()
  readonly #options: Pick<ImportOptions, 'look' | 'paths'>
  readonly #driver = newStanza('')
  readonly #targets: Stanza[] = []
  readonly #byName = new Map<ByteString, Stanza>()
  readonly #isns: { server?: Statement; control?: Statement } = {}
  /** null: within a target that is refused. */
  #current: Stanza | null = this.#driver

  constructor(options: Pick<ImportOptions, 'look' | 'paths'>) {
    this.#options = options
  }

  read({ conf, scst, allow, deny }: IscsiScstdFiles): Imported {
    this.#report.read(conf)
    const { statements, comments } = parseStatements(conf)
    for (const place of comments) this.#report.ignored(place, 'comment')
    for (const statement of statements) this.#take(statement)
    this.#writeIsns()
    for (const scope of [this.#driver, ...this.#targets]) this.#writeAccounts(scope)
    const configuration = this.#configuration(scst)
    const off = [this.#driver, ...this.#targets].filter((scope) => scope.off.length > 0)
    return {
      configuration,
      comments: new Map(off.map((scope) => [scope.name, scope.off])),
      allow: allow ? readAddressFile(allow, 'allow', this.#report) : [],
      deny: deny ? readAddressFile(deny, 'deny', this.#report) : [],
      report: this.#report,
    }
  }

  #take(statement: Statement): void {
    const { words, place, ahead } = statement
    if (ahead?.[0]?.text.startsWith('#')) {
      this.#report.warn(place, 'a comment ends at `;`, and what stands behind it counts, here as there')
    }
    const name = lowerCase(words[0]!.text)
    const account = accountName.exec(name)
    if (account) this.#account(account[1] === 'incoming' ? 'incoming' : 'outgoing', statement)
    else if (name === 'target') this.#open(statement)
    else if (name.startsWith('isns') && words.length > 2)
      this.#report.ignored(place, 'more than one value: the daemon drops the statement', 'error')
    else if (name === 'isnsserver') this.#isns.server = this.#last(this.#isns.server, statement)
    else if (name === 'isnsaccesscontrol') this.#isns.control = this.#last(this.#isns.control, statement)
    else if (!Object.hasOwn(keywords, name)) this.#unknown(statement)
    else if (this.#current === null) this.#report.ignored(place, 'belongs to a target that is refused')
    else if (this.#current === this.#driver)
      this.#report.ignored(place, 'belongs to no target; the daemon drops it', 'warning')
    else if (words.length > 2)
      this.#report.ignored(place, 'more than one value: the daemon drops the statement', 'warning')
    else {
      const outcome = readParameter(keywords[name]!, words[1]?.text ?? '', this.#current.attributes)
      this.#current.parameters.settle(name, place, outcome, this.#report)
    }
  }

  #last(earlier: Statement | undefined, now: Statement): Statement {
    if (earlier) this.#report.ignored(earlier.place, 'the last one counts')
    return now
  }

  #unknown({ words, place, ahead }: Statement): void {
    const name = words.length > 1 ? words[0]!.text : 'a word alone'
    if (words.length === 1) this.#report.veil(words[0]!.place)
    if (isAccount(ahead)) {
      for (const word of words) this.#report.secret(word.place)
      this.#report.unsupported(
        place,
        'an account ends at `;` and at the end of its line: this is lost',
        'error',
      )
      return
    }
    for (const word of words.slice(2)) this.#report.veil(word.place)
    const isAccess =
      /allow|deny|initiator|access|acl|auth|user|incoming|outgoing|secret|passw|chap|portal/i.test(name)
    this.#report.unsupported(
      place,
      `${name}: the daemon does not know it and goes on`,
      isAccess ? 'error' : 'warning',
    )
  }

  #open({ words, place }: Statement): void {
    const name = words[1]?.text ?? ''
    const fault = targetNameFault(name)
    const present = this.#byName.get(lowerCase(name))
    this.#current = null
    if (fault !== undefined) this.#report.rejected(place, fault)
    else if (present) {
      this.#report.rejected(place, `${name} stands here twice; names compare without case`)
      present.off.push('its name stands twice in iscsi-scstd.conf')
    } else {
      this.#current = newStanza(name)
      this.#targets.push(this.#current)
      this.#byName.set(lowerCase(name), this.#current)
      if (words.length === 2) this.#report.mapped(place, `TARGET ${name}`)
      else this.#openDropped(this.#current, place)
    }
  }

  #openDropped({ name, off }: Stanza, place: Place): void {
    const why = 'the daemon drops a statement with more words, so the target never was; it is switched off'
    this.#report.lossy(place, `TARGET ${name}, enabled 0`, why, 'error')
    off.push('its statement in iscsi-scstd.conf has a word too many')
  }

  #account(direction: 'incoming' | 'outgoing', { words, place }: Statement): void {
    for (const word of words.slice(words.length === 2 ? 1 : 2)) this.#report.secret(word.place)
    if (this.#current === null) {
      this.#report.rejected(place, 'the account belongs to a target that is refused')
      return
    }
    const [user = '', secret = ''] = words.slice(1, 3).map(({ text }) => text)
    this.#current[direction].push({ user, secret, place, isDropped: words.length > 3 })
  }

  #writeAccounts(scope: Stanza): void {
    const [incoming, outgoing] = [this.#heard(scope.incoming), this.#heard(scope.outgoing)]
    for (const { place } of outgoing.slice(0, -1)) this.#report.ignored(place, 'the last OutgoingUser counts')
    writeAccounts(scope, incoming, outgoing.at(-1), this.#report)
  }

  /** Dropped accounts count where there are no others: logins were open then, against what is written. */
  #heard(accounts: readonly Written[]): readonly Written[] {
    const heard = accounts.filter(({ isDropped }) => !isDropped)
    for (const { place } of accounts.filter(({ isDropped }) => isDropped)) {
      const why = 'the daemon drops an account with more words'
      if (heard.length > 0) this.#report.ignored(place, `${why}; the others count`, 'error')
      else this.#report.lossy(place, undefined, `${why}: there it asked nobody for it, here it does`, 'error')
    }
    return heard.length > 0 ? heard : accounts
  }

  #writeIsns(): void {
    const { server, control } = this.#isns
    const address = server?.words[1]?.text
    const isControlled = control !== undefined && control.words[1]?.text.toLowerCase() !== 'no'
    if (control && isControlled && address === undefined) {
      this.#report.unsupported(control.place, 'without iSNSServer it has no effect', 'error')
    } else if (control) {
      this.#report.mapped(control.place, isControlled ? 'second word of iSNSServer' : 'no access control')
    }
    if (!server) return
    const value = isnsValue(address ?? '', isControlled)
    if (value === undefined) {
      this.#report.rejected(server.place, 'iSNSServer names no server that SCST can take')
      return
    }
    this.#driver.attributes.set('iSNSServer', [value])
    this.#report.mapped(server.place, `iSNSServer "${value}"`)
  }

  #configuration(scst: Source | undefined): Configuration {
    const { configuration, comments } = this.#companion(scst)
    for (const stanza of this.#targets) stanza.off.push(...(comments.get(stanza.name) ?? []))
    if (this.#targets.length === 0 && this.#driver.attributes.size === 0 && this.#driver.off.length === 0) {
      return configuration
    }
    const driver = configuration.drivers.get('iscsi') ?? newDriver()
    configuration.drivers.set('iscsi', driver)
    driver.attributes = new Map([...this.#driver.attributes, ['enabled', [enabled(this.#driver)]]])
    for (const stanza of this.#targets) {
      const target = driver.targets.get(stanza.name) ?? newTarget()
      target.attributes = new Map([...stanza.attributes, ['enabled', [enabled(stanza)]]])
      driver.targets.set(stanza.name, target)
    }
    return configuration
  }

  #companion(scst: Source | undefined): Pick<Imported, 'configuration' | 'comments'> {
    const nothing = { configuration: newConfiguration(), comments: new Map() }
    if (!scst) {
      if (this.#targets.length > 0) {
        this.#report.note(
          'LUNs stand in the scst.conf of that time: give it with --scst, or the targets have none',
        )
      }
      return nothing
    }
    if (isProcfsForm(scst.text)) {
      const targets = this.#targets.map(({ name }) => name)
      return readProcfs(scst, { targets, makesTargets: false, options: this.#options }, this.#report)
    }
    this.#report.read(scst)
    const lines = scst.text.split('\n').length
    const range = { start: { line: 1, column: 1 }, end: { line: lines, column: 1 } }
    if (/^[^#\n]*\S/m.test(scst.text)) {
      this.#report.rejected(
        { file: scst.file, range },
        'not the sectioned form of old; scstadmin -config reads it as it is',
      )
    } else this.#report.ignored({ file: scst.file, range }, 'comment')
    return nothing
  }
}

const accountName = /^(incoming|outgoing)user\d*$/

const isAccount = (words: Statement['ahead']): boolean => accountName.test(lowerCase(words?.[0]?.text ?? ''))

const enabled = ({ off }: Stanza): ByteString => (off.length === 0 ? '1' : '0')
