import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Daemon, startDaemon } from '../support/daemon.ts'
import { temporaryDirectory } from '../support/temporary.ts'

/** A way to set up the unit that is tested. */
export interface Variant {
  readonly name: string
  /** Parameters of the device for a test. */
  parameters(test: string): readonly string[]
  readonly handler?: (test: string) => string | undefined
  /** Attributes written before the test. */
  attributes(test: string): Readonly<Record<string, string>>
  readonly paths: 1 | 2
  /** Settings of the daemon (scstd.ini). */
  readonly settings: string
}

const SIZE = 256 << 20
const LARGE = [`size=${5 * 2 ** 40}`]

/** As SCST's defaults are, and with everything that the suite can test. */
export const VARIANTS: readonly Variant[] = [
  { name: 'thick', parameters: () => [], attributes: () => ({}), paths: 1, settings: '' },
  {
    name: 'thin',
    parameters: (test) => [
      'thin_provisioned=1',
      'removable=1',
      ...(test.startsWith('ReadOnly.') || test === 'Sanitize.Readonly' ? ['read_only=1'] : []),
    ],
    // The test wants an overwrite that takes five seconds and more: of more than a disk of ours may take.
    handler: (test) => (test === 'Sanitize.Reset' ? 'vdisk_nullio' : undefined),
    // The test takes a block number for one of a physical block, so both must be the same.
    attributes: (test): Readonly<Record<string, string>> =>
      test === 'GetLBAStatus.UnmapSingle' ? { lb_per_pb_exp: '0' } : {},
    paths: 2,
    // SANITIZE, and an UNMAP limit that fits the suite's int.
    settings: 'sanitize=1\nmax_unmap_descriptors=4095\n',
  },
]

/** Makes for each test a device and a target that nothing has touched. */
export class Units {
  readonly #daemon: Daemon
  readonly #directory: { readonly path: string; remove(): void }
  #made = 0

  private constructor(daemon: Daemon, directory: { readonly path: string; remove(): void }) {
    this.#daemon = daemon
    this.#directory = directory
  }

  static async start({ settings }: Variant): Promise<Units> {
    const directory = temporaryDirectory()
    const ini = join(directory.path, 'scstd.ini')
    writeFileSync(ini, settings)
    const portals = ['127.0.0.1:0', '127.0.0.1:0']
    const units = new Units(await startDaemon({ portals, args: ['--ini', ini] }), directory)
    await units.#write('targets/iscsi/enabled', '1')
    return units
  }

  /** Calls `test` with the URLs of a new unit, and takes it away afterwards. */
  async with<T>(variant: Variant, name: string, test: (urls: string[]) => Promise<T>): Promise<T> {
    const number = this.#made++
    const device = `unit${number}`
    const target = `iqn.2026-11.test.tscst:${number}`
    const file = join(this.#directory.path, device)
    writeFileSync(file, '')
    truncateSync(file, SIZE)
    const handler = variant.handler?.(name) ?? 'vdisk_fileio'
    const parameters = handler === 'vdisk_nullio' ? LARGE : [`filename=${file}`, ...variant.parameters(name)]
    await this.#write(`handlers/${handler}/mgmt`, `add_device ${device} ${parameters.join('; ')}`)
    for (const [attribute, value] of Object.entries(variant.attributes(name)))
      await this.#write(`devices/${device}/${attribute}`, value)
    await this.#write('targets/iscsi/mgmt', `add_target ${target}`)
    await this.#write(`targets/iscsi/${target}/luns/mgmt`, `add ${device} 0`)
    await this.#write(`targets/iscsi/${target}/enabled`, '1')
    try {
      const portals = this.#daemon.portals.slice(0, variant.paths)
      return await test(portals.map(({ port }) => `iscsi://127.0.0.1:${port}/${target}/0`))
    } finally {
      await this.#write('targets/iscsi/mgmt', `del_target ${target}`)
      await this.#write(`handlers/${handler}/mgmt`, `del_device ${device}`)
      truncateSync(file, 0)
    }
  }

  async stop(): Promise<void> {
    await this.#daemon.stop()
    this.#directory.remove()
  }

  #write(path: string, text: string): Promise<void> {
    return this.#daemon.sysfs.write(path, text)
  }
}
