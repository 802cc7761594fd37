import {
  addLun as add,
  clearLuns as clear,
  removeLun as remove,
  replaceLun as replace,
} from '../../admin/operation.ts'
import { must } from '../../admin/step.ts'
import { lunOwner } from '../given.ts'
import type { Change } from './change.ts'

/** The copy manager takes every device by itself: a LUN that it has already is no news. */
export const addLun: Change = function* (given, { running }) {
  const owner = lunOwner(given)
  if (owner.driver === 'copy_manager' && running.hasLun(owner, given.name)) return { code: 0, lip: [owner] }
  return { code: yield* must(add(owner, given.name, given.device ?? '', given.attributes)), lip: [owner] }
}

export const removeLun: Change = function* (given) {
  const owner = lunOwner(given)
  return { code: yield* must(remove(owner, given.name)), lip: [owner] }
}

export const replaceLun: Change = function* (given) {
  const owner = lunOwner(given)
  return { code: yield* must(replace(owner, given.name, given.device ?? '', given.attributes)), lip: [owner] }
}

export const clearLuns: Change = function* (given) {
  const owner = lunOwner(given)
  return { code: yield* must(clear(owner)), lip: [owner] }
}
