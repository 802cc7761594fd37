import type { ByteString } from '../../lib/bytes.ts'
import type { Section } from '../configuration.ts'
import type { DeviceLine } from './device.ts'

/** How a device's LUNs show a store: by the one device of that store, perhaps for reading only. */
export interface View {
  readonly device: ByteString
  readonly readOnly: boolean
}

interface Shared {
  readonly name: ByteString
  readonly handler: ByteString
  readonly attributes: Section['attributes']
}

/** Two devices on one store would destroy data, so the later ones become views of the first. */
export class Views {
  readonly #byStore = new Map<ByteString, Shared>()
  readonly #views = new Map<ByteString, View>()

  /** The device that has the store already, or why the two contradict each other. */
  take(
    store: ByteString,
    { name }: DeviceLine,
    handler: ByteString,
    { attributes }: Section,
  ): { readonly device?: ByteString; readonly fault?: ByteString } {
    const present = this.#byStore.get(store)
    if (!present || present.name === name) {
      this.#byStore.set(store, { name, handler, attributes })
      return {}
    }
    const differs = present.handler !== handler ? 'handler' : difference(present.attributes, attributes)
    if (differs !== undefined)
      return { fault: `its path is that of device ${present.name}, with another ${differs}` }
    this.#join(present, name, attributes)
    return { device: present.name }
  }

  of(device: ByteString): View {
    return this.#views.get(device) ?? { device, readOnly: false }
  }

  /** A store that is written through one of its views is writable, its other views are not. */
  #join(present: Shared, name: ByteString, attributes: Section['attributes']): void {
    const [there, here] = [present.attributes, attributes].map((each) => each.has('read_only'))
    this.#views.set(name, { device: present.name, readOnly: here === true && there === false })
    if (!there || here) return
    this.#views.set(present.name, { device: present.name, readOnly: true })
    present.attributes.delete('read_only')
    for (const [attribute, values] of attributes) present.attributes.set(attribute, values)
  }
}

/** Write options do not count where one of the two is read-only and cannot have them. */
const difference = (a: Section['attributes'], b: Section['attributes']): ByteString | undefined => {
  const isOneReadOnly = a.has('read_only') || b.has('read_only')
  const free = new Set(['filename', 'read_only', ...(isOneReadOnly ? ['write_through', 'nv_cache'] : [])])
  return [...new Set([...a.keys(), ...b.keys()])].find(
    (name) => !free.has(name) && a.get(name)?.join() !== b.get(name)?.join(),
  )
}
