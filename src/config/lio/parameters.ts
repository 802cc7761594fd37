import type { ByteString } from '../../lib/bytes.ts'
import type { DraftTarget } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import { clamped } from '../import/parameters.ts'
import type { Place, Report } from '../import/report.ts'
import { isWritable } from '../import/text.ts'
import { lostParameters, mappedParameters, tpgDefaults } from './defaults.ts'
import type { ObjectReader } from './reader.ts'

/** Login parameters and attributes of a portal group that concern nobody's access. */
export const readParameters = (
  tpg: ObjectReader,
  authentication: boolean,
  target: DraftTarget,
  report: Report,
  options: ImportOptions,
): void => new ParameterReader(tpg, target, report, options).read(authentication)

class ParameterReader {
  readonly #tpg: ObjectReader
  readonly #target: DraftTarget
  readonly #report: Report
  readonly #options: ImportOptions

  constructor(tpg: ObjectReader, target: DraftTarget, report: Report, options: ImportOptions) {
    this.#tpg = tpg
    this.#target = target
    this.#report = report
    this.#options = options
  }

  read(authentication: boolean): void {
    const attributes = this.#tpg.object('attributes')
    this.#depth(attributes)
    if (attributes) this.#known(attributes, tpgDefaults)
    this.#parameters(authentication)
  }

  #depth(attributes: ObjectReader | undefined): void {
    const depth = attributes?.number('default_cmdsn_depth')
    if (!depth) return
    if (depth.value === 16 || depth.value === 64) {
      this.#report.ignored(depth.place, 'a default of LIO')
      return
    }
    const value = clamped('QueuedCommands', depth.value)
    this.#target.attributes.set('QueuedCommands', [String(value)])
    this.#report.mapped(depth.place, `QueuedCommands ${value}`)
  }

  #known(object: ObjectReader, table: Readonly<Record<string, readonly ByteString[] | 'any'>>): void {
    for (const name of object.names.filter((each) => Object.hasOwn(table, each))) {
      const found = object.text(name)
      const usual = table[name]!
      if (!found) continue
      if (usual === 'any') this.#report.ignored(found.place, 'of no consequence in SCST')
      else if (usual.includes(found.value)) this.#report.mapped(found.place, 'as in SCST')
      else this.#report.lossy(found.place, undefined, `${name} ${found.value} cannot be had in SCST`)
    }
  }

  #parameters(authentication: boolean): void {
    const parameters = this.#tpg.object('parameters')
    if (!parameters) return
    for (const [name, usual] of Object.entries(mappedParameters)) this.#parameter(parameters, name, usual)
    this.#known(parameters, lostParameters)
    const alias = parameters.text('TargetAlias')
    if (alias && alias.value !== 'LIO Target') this.#alias(alias)
    else if (alias) this.#report.ignored(alias.place, 'the default')
    const method = parameters.text('AuthMethod')
    if (!method) return
    if (authentication && !/CHAP/.test(method.value)) {
      this.#report.lossy(method.place, undefined, 'authentication is 1, so CHAP is asked for', 'error')
    } else this.#report.mapped(method.place, 'as `authentication` says')
  }

  #parameter(parameters: ObjectReader, name: string, usual: readonly ByteString[]): void {
    const found = parameters.text(name)
    if (!found) return
    if (usual.includes(found.value) && !this.#options.exact) {
      this.#report.mapped(found.place, "LIO's default: SCST's own is kept")
      return
    }
    const value = this.#legal(name, found.value)
    if (value === undefined) {
      this.#report.lossy(found.place, undefined, `${name} ${found.value} is nothing that SCST takes`)
      return
    }
    this.#target.attributes.set(name, [value])
    if (value === found.value) this.#report.mapped(found.place, `${name} ${value}`)
    else this.#report.lossy(found.place, `${name} ${value}`, `SCST does not take ${found.value}`)
  }

  #legal(name: string, value: ByteString): ByteString | undefined {
    if (/^(?:InitialR2T|ImmediateData)$/.test(name)) return /^(?:Yes|No)$/.test(value) ? value : undefined
    if (/Digest$/.test(name)) return /^(?:CRC32C|None)(?:,(?:CRC32C|None))?$/.test(value) ? value : undefined
    return /^\d+$/.test(value) ? String(clamped(name, Number(value))) : undefined
  }

  #alias({ value, place }: { value: ByteString; place: Place }): void {
    if (value === '' || !isWritable(value))
      this.#report.unsupported(place, 'no alias that scst.conf can carry')
    else {
      this.#target.attributes.set('alias', [value])
      this.#report.mapped(place, `alias ${value}`)
    }
  }
}
