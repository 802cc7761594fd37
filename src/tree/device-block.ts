import type { Device } from '../core/device.ts'
import { refuse } from '../lib/refusal.ts'
import { trimBlanks } from '../lib/words.ts'
import type { Attribute } from './attribute.ts'

/**
 * `0` lets commands through once more; `1` holds them and waits for those in flight; `1 1 …` does not wait (what
 * follows is for whoever is told when they have ended).
 */
export const block: Attribute<Device> = {
  mode: 0o644,
  show: ({ blocks, blocksPending }) => `${blocks} ${blocksPending}\n`,
  store(device, text) {
    const { log } = device.scst
    const first = text.slice(0, 1)
    const rest = trimBlanks(text.slice(1))
    if (first !== '0' && first !== '1') return refuse(log, 'EINVAL', `Illegal blocking value ${first}`)
    const follows = rest.slice(0, 1)
    if (follows !== '' && !(first === '1' && follows === '1')) {
      return refuse(log, 'EINVAL', `Parse error on ${follows}`)
    }
    if (first === '0') return device.unblock()
    const blocked = device.block()
    return follows === '' ? blocked : undefined
  },
}
