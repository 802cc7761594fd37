import { isProcfsForm } from '../config/procfs/sections.ts'
import type { ByteString } from '../lib/bytes.ts'

/** The configurations that can be moved in. */
export const formats = ['ietd', 'iscsi-scstd', 'procfs', 'lio', 'tgt', 'ctl'] as const
export type Format = (typeof formats)[number]

export const isFormat = (word: string): word is Format => (formats as readonly string[]).includes(word)

/** What names of files tell, where the text tells nothing. */
const names: readonly (readonly [RegExp, Format])[] = [
  [/saveconfig|\.json$/, 'lio'],
  [/ietd/, 'ietd'],
  [/iscsi-scst/, 'iscsi-scstd'],
  [/targets\.conf|tgt/, 'tgt'],
  [/ctl\.conf|ctld/, 'ctl'],
  [/scst\.conf/, 'procfs'],
]

/** Words that only one of the formats has, in the order in which they are looked for. */
const marks: readonly (readonly [RegExp, Format])[] = [
  [/^(?:\xef\xbb\xbf)?\s*\{\s*(?:"|\})/, 'lio'],
  [/^[ \t]*<(?:target|backing-store|direct-store)\b/m, 'tgt'],
  [/^[ \t]*(?:default-driver|ignore-errors|control-port|include[ \t]+\S+)\b/m, 'tgt'],
  [/^[^#\n]*\b(?:portal-group|auth-group|target|lun)\b[^#\n{]*\{/m, 'ctl'],
  [/^[ \t]*(?:Lun[ \t]+\d|NOPInterval|NOPTimeout|Wthreads)\b/im, 'ietd'],
  [/^[ \t]*(?:RspTimeout|NopInInterval|NopInTimeout|RDMAExtensions)\b/im, 'iscsi-scstd'],
]

/** The format of a text; undefined when neither it nor the file's name tells. */
export const detectFormat = (text: ByteString, file: ByteString): Format | undefined => {
  if (isProcfsForm(text)) return 'procfs'
  const name = file.slice(file.lastIndexOf('/') + 1)
  const rows = [...marks.map(([mark, format]) => [mark.test(text), format] as const)]
  const found =
    rows.find(([fits]) => fits) ??
    names.map(([mark, format]) => [mark.test(name), format] as const).find(([fits]) => fits)
  return found?.[1]
}
