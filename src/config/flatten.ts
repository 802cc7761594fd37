import type { ByteString } from '../lib/bytes.ts'
import type { Configuration, LunConfigurations, Section } from './configuration.ts'

/** One item of a configuration, by the blocks it stands in: `['TARGET_DRIVER iscsi', 'TARGET t', 'LUN 0 disk1']`. */
export type ItemPath = readonly ByteString[]

export interface FlatItem {
  readonly path: ItemPath
  /** Values of an attribute; undefined for an object. */
  readonly values?: readonly ByteString[]
  /** An attribute that a file need not hold. */
  readonly isDefault?: boolean
}

/** Every object and attribute of a configuration, in its order; an object before what it holds. */
export function* flatten(configuration: Configuration): Generator<FlatItem> {
  yield* attributes([], configuration)
  for (const [handler, { devices, ...own }] of configuration.handlers) {
    const path = [`HANDLER ${handler}`]
    yield* attributes(path, own)
    for (const [device, section] of devices) yield* object([...path, `DEVICE ${device}`], section)
  }
  for (const [driver, { targets, ...own }] of configuration.drivers) {
    const path = [`TARGET_DRIVER ${driver}`]
    yield* attributes(path, own)
    for (const [name, target] of targets) {
      const targetPath = [...path, `TARGET ${name}`]
      yield* object(targetPath, target)
      yield* luns(targetPath, target.luns)
      for (const [group, section] of target.groups) {
        const groupPath = [...targetPath, `GROUP ${group}`]
        yield* object(groupPath, section)
        yield* luns(groupPath, section.luns)
        for (const [initiator, own] of section.initiators)
          yield* object([...groupPath, `INITIATOR ${initiator}`], own)
      }
    }
  }
  yield* attributes(['ALUA'], configuration.alua)
  yield* deviceGroups(configuration)
}

function* deviceGroups(configuration: Configuration): Generator<FlatItem> {
  for (const [name, group] of configuration.deviceGroups) {
    const path = [`DEVICE_GROUP ${name}`]
    yield* object(path, group)
    for (const [device, section] of group.devices) yield* object([...path, `DEVICE ${device}`], section)
    for (const [targetGroup, section] of group.targetGroups) {
      const groupPath = [...path, `TARGET_GROUP ${targetGroup}`]
      yield* object(groupPath, section)
      for (const [target, own] of section.targets) yield* object([...groupPath, `TARGET ${target}`], own)
    }
  }
}

function* luns(path: ItemPath, numbers: LunConfigurations): Generator<FlatItem> {
  for (const [lun, devices] of numbers)
    for (const [device, section] of devices) yield* object([...path, `LUN ${lun} ${device}`], section)
}

function* object(path: ItemPath, section: Section): Generator<FlatItem> {
  yield { path }
  yield* attributes(path, section)
}

function* attributes(path: ItemPath, section: Section): Generator<FlatItem> {
  for (const [name, values] of section.attributes) yield { path: [...path, name], values }
  for (const [name, values] of section.nonKey ?? []) yield { path: [...path, name], values, isDefault: true }
}
