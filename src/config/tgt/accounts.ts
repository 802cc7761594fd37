import type { ByteString } from '../../lib/bytes.ts'
import { type Account, type AccountScope, writeAccounts } from '../import/accounts.ts'
import type { Report } from '../import/report.ts'
import { hasShellMeaning } from './access.ts'
import { type Statement, tailOf } from './parser.ts'

/** tgt's accounts are global: the secret of the first one of a name counts everywhere. */
export class Accounts {
  readonly #secrets = new Map<ByteString, ByteString>()
  readonly #report: Report

  constructor(report: Report) {
    this.#report = report
  }

  /** Writes the accounts of one place; call in the order in which tgt-admin creates them. */
  write(scope: AccountScope, incoming: readonly Statement[], outgoing: readonly Statement[]): void {
    const accounts = incoming.flatMap((statement) => this.#read(statement, scope) ?? [])
    for (const { place } of outgoing.slice(1)) this.#report.ignored(place, 'the first one counts')
    for (const statement of outgoing.slice(1)) this.#hide(statement)
    const back = outgoing[0] && this.#read(outgoing[0], scope)
    writeAccounts(scope, accounts, back, this.#report)
  }

  #hide(statement: Statement): void {
    this.#report.secret(/[ \t]/.test(statement.value) ? tailOf(statement) : statement.inner)
  }

  #read(statement: Statement, scope: AccountScope): Account | undefined {
    this.#hide(statement)
    const { value, place } = statement
    const refuse = (why: ByteString) => {
      this.#report.rejected(place, why)
      scope.off.push(why)
      return undefined
    }
    const found = /^([^ \t]+)(?: ([^ \t]+)(?:[ \t]+(.*))?)?$/.exec(value)
    if (!found) return refuse('tgt-admin wants exactly one blank between user and secret and stops here')
    const [, user = '', secret = '', rest] = found
    if (rest !== undefined) this.#report.lossy(place, undefined, 'tgt drops everything behind the secret')
    if (secret === '') return refuse('the account has no secret')
    if (hasShellMeaning(user) || hasShellMeaning(secret)) {
      return refuse(
        `account ${user}: the shell changed name or secret on its way into tgt, so the secret is not known`,
      )
    }
    const winner = this.#secrets.get(user) ?? secret
    this.#secrets.set(user, winner)
    if (winner !== secret) {
      const why = `account ${user} stands elsewhere with another secret, and tgt knows only the first: that one is written`
      this.#report.lossy(place, undefined, why, 'error')
    }
    return { user, secret: winner, place }
  }
}
