import { allTargets, issueLip } from '../../admin/lip.ts'
import { mannerOf } from '../../admin/manner.ts'
import { isTrue } from '../../admin/numeric.ts'
import { createTarget, destroyTarget, setEnabled } from '../../admin/targets.ts'
import type { Change } from './change.ts'

/** Exits with the error's number, as SCST's tool does. */
export const addTarget: Change = function* ({ name, driver = '', attributes = new Map() }, run) {
  const code = yield* createTarget(driver, name, attributes, run.running, mannerOf(run))
  return { code, status: code }
}

export const removeTarget: Change = function* ({ name, driver = '' }, run) {
  const code = yield* destroyTarget(driver, name, mannerOf(run))
  return { code, status: code, lip: 'all' }
}

const enabling = (isEnabled: boolean): Change =>
  // No check demands the driver.
  function* ({ name, driver = '' }, run) {
    yield* setEnabled(driver, name, isEnabled, run.running, mannerOf(run))
    return { code: 0 }
  }

export const enableTarget = enabling(true)
export const disableTarget = enabling(false)

/** One target where both it and its driver are named, else all there are. */
export const lip: Change = function* ({ name, driver }, { running, options }) {
  const targets = isTrue(name) && isTrue(driver) ? [{ driver, target: name }] : allTargets(running)
  const status = options.noLip ? 0 : yield* issueLip(targets, running, true)
  return { code: 0, status }
}
