import { readFileSync } from 'node:fs'
import { parse } from 'ini'
import { errnoText } from '../lib/errno.ts'
import { SETTINGS, SettingError, type SettingName, type SettingTexts } from './settings.ts'

export const DEFAULT_INI = '/etc/scstd.ini'

/** The settings of an ini file; one that is not named may be missing. */
export function readIniFile(named: string | undefined): SettingTexts {
  const path = named ?? DEFAULT_INI
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    if (named === undefined && code === 'ENOENT') return {}
    throw new SettingError(`Open config file ${path} failed: ${errnoText(code)}`, { cause })
  }
  return settingTexts(parse(text, { bracketedArray: false }), path)
}

function settingTexts(values: Readonly<Record<string, unknown>>, path: string): SettingTexts {
  const texts: Partial<Record<SettingName, readonly string[]>> = {}
  for (const [written, value] of Object.entries(values)) {
    const key = written.replace(/\[\]$/, '')
    if (!Object.hasOwn(SETTINGS, key))
      throw new SettingError(`${path}: no setting ${key}; there are ${Object.keys(SETTINGS).join(', ')}`)
    if (typeof value === 'object' && !Array.isArray(value))
      throw new SettingError(`${path}: [${key}] has no meaning, settings stand in no section`)
    const more = (Array.isArray(value) ? value : [value]).map(String)
    texts[key as SettingName] = [...(texts[key as SettingName] ?? []), ...more]
  }
  return texts
}
