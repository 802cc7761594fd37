import { planConfiguration } from '../../src/admin/plan.ts'
import { isAccount, maskAccount, withoutSecrets } from '../../src/admin/secrets.ts'
import { configurationFile } from '../../src/cli/companions.ts'
import { type Mark, PlanCommand, WOULD_CHANGE } from '../../src/cli/plan-command.ts'
import type { ByteString } from '../../src/lib/bytes.ts'

/** `scstadmin config plan [FILE]` */
export default class ConfigPlan extends PlanCommand {
  static override args = { file: configurationFile }
  static override description =
    'Exits with 0 when nothing would change, 2 when something would, 1 when `config apply` would fail.'
  static override summary = 'Show what `config apply` would do, and do nothing.'

  async run(): Promise<number> {
    const parsed = await this.parse(ConfigPlan)
    return this.onRun(parsed, async (run) => {
      const { operations, remarks, errors } = await planConfiguration(run, parsed.args.file)
      if (parsed.flags.json) {
        this.json({
          changes: operations.map(({ path, text, says }) => ({
            path: withoutSecrets(path),
            text: textOf(path, text),
            says: withoutSecrets(says),
          })),
          remarks: remarks.map(plain),
          errors,
        })
      } else {
        for (const remark of remarks) this.line('!', plain(remark))
        for (const { says } of operations) this.line(markOf(says), withoutSecrets(says))
        const end = errors > 0 ? ', and then -config would stop' : ''
        this.line(' ', `${operations.length} change(s) would be made${end}.`)
      }
      if (errors > 0) return 1
      return operations.length > 0 ? WOULD_CHANGE : 0
    })
  }
}

/** A command names the attribute in its text, a write to an account's own entry only in its path. */
const textOf = (path: ByteString, text: ByteString): ByteString =>
  isAccount(path.slice(path.lastIndexOf('/') + 1)) ? maskAccount(text) : withoutSecrets(text)

/** A remark without the frame of -config's output. */
const plain = (remark: ByteString): ByteString => withoutSecrets(remark).trim().replace(/^-> /, '')

/** What a progress text announces. */
function markOf(says: ByteString): Mark {
  if (/^(Removing|Closing|Disabling)\b/.test(says)) return '-'
  return /^(Setting|Replacing|Moving)\b/.test(says) ? '~' : '+'
}
