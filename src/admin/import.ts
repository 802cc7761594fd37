import { importCtl } from '../config/ctl/import.ts'
import { importIetd } from '../config/ietd/ietd.ts'
import type { Imported, ImportOptions } from '../config/import/imported.ts'
import type { Source } from '../config/import/report.ts'
import { importIscsiScstd } from '../config/iscsi-scstd/import.ts'
import { importLio } from '../config/lio/import.ts'
import { importProcfs } from '../config/procfs/import.ts'
import { isProcfsForm } from '../config/procfs/sections.ts'
import { importTgt } from '../config/tgt/import.ts'
import type { ByteString } from '../lib/bytes.ts'
import { beside, include, look, readSource } from './import-files.ts'
import { detectFormat, type Format } from './import-format.ts'

export interface ImportRequest {
  readonly format?: Format | undefined
  readonly file: ByteString
  /** Files that belong to it; missing ones are looked for beside it. */
  readonly allow?: ByteString | undefined
  readonly deny?: ByteString | undefined
  readonly portals?: ByteString | undefined
  readonly scst?: ByteString | undefined
  readonly options: Pick<
    ImportOptions,
    'preserveIdentity' | 'exact' | 'asRunning' | 'chapUnion' | 'acl' | 'alua' | 'paths' | 'targets'
  >
}

export type Import = Imported & { readonly format: Format }

/** Neither the text nor the name of a file tells what it is. */
export class UnknownFormat extends Error {
  constructor(file: ByteString) {
    super(`'${file}' could be of several kinds: say which`)
    this.name = 'UnknownFormat'
  }
}

/** Reads a foreign configuration with all files that the old target read with it. */
export const readImport = (request: ImportRequest): Import => {
  const conf = readSource(request.file)
  const format = request.format ?? detectFormat(conf.text, request.file)
  if (!format) throw new UnknownFormat(request.file)
  const options: ImportOptions = { ...request.options, look, include }
  return { ...readers[format](conf, options, request), format }
}

type Reader = (conf: Source, options: ImportOptions, request: ImportRequest) => Imported

const readers: Readonly<Record<Format, Reader>> = {
  ietd: (conf, options, { allow, deny, portals }) => {
    const files = {
      conf,
      allow: companion(conf, allow, 'initiators.allow'),
      deny: companion(conf, deny, 'initiators.deny'),
      portals: companion(conf, portals, 'targets.allow'),
    }
    return importIetd(files, options)
  },
  'iscsi-scstd': (conf, options, { allow, deny, scst }) => {
    const files = {
      conf,
      scst: scst === undefined ? oldScst(conf) : readSource(scst),
      allow: companion(conf, allow, 'initiators.allow'),
      deny: companion(conf, deny, 'initiators.deny'),
    }
    return importIscsiScstd(files, options)
  },
  procfs: importProcfs,
  lio: importLio,
  tgt: importTgt,
  ctl: importCtl,
}

/** The file given, or the one that the old target found by itself: a rule left out would open what was closed. */
const companion = (conf: Source, given: ByteString | undefined, name: ByteString): Source | undefined => {
  const file = given ?? beside(conf.file, name)
  return file === undefined ? undefined : readSource(file)
}

/** scst.conf beside iscsi-scstd.conf, as long as it is in the form of that time. */
const oldScst = (conf: Source): Source | undefined => {
  const found = companion(conf, undefined, 'scst.conf')
  return found && isProcfsForm(found.text) ? found : undefined
}
