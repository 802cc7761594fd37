import { Flags } from '@oclif/core'
import { ReadError } from '../admin/read-error.ts'
import { Running } from '../admin/running.ts'
import { BaseCommand } from './base-command.ts'
import { ClassicCommand } from './classic-command.ts'
import { givenBy, type Parsed } from './companions.ts'
import { answer, printQuery } from './frame.ts'
import { QUERIES } from './operations.ts'

/** A question, answered as the classic option answers it or as JSON. */
export abstract class ListCommand extends ClassicCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    json: Flags.boolean({ summary: 'Answer as JSON.' }),
    nonkey: Flags.boolean({ summary: 'Show attributes at their default, too.' }),
  }

  protected list(name: string, parsed: Parsed): Promise<number> {
    const query = QUERIES[name]!
    const given = givenBy(parsed)
    if (!parsed.flags.json) return this.withRun(parsed, async (run) => printQuery(run, query, given))
    return this.withSysfs(parsed.flags, async (sysfs) => {
      const found = answer(await Running.read(sysfs), query, given, { nonKey: parsed.flags.nonkey })
      this.json(found instanceof ReadError ? { error: found.text } : found.found)
      return found instanceof ReadError ? 1 : (found.status ?? 0)
    })
  }
}
