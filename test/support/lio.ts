import { importLio } from '../../src/config/lio/import.ts'
import { luns, options, target } from './imports.ts'

export type Json = Record<string, unknown>

export const disk = (over: Json = {}): Json => ({
  name: 'd1',
  plugin: 'fileio',
  dev: '/srv/d1.img',
  wwn: '27d9d921-5803-4fc0-a6bf-651b1a8ae519',
  write_back: false,
  attributes: { block_size: 512, emulate_write_cache: 0 },
  ...over,
})

export const tpg = (over: Json = {}): Json => ({
  tag: 1,
  enable: true,
  attributes: {
    authentication: 0,
    generate_node_acls: 0,
    demo_mode_write_protect: 1,
    prod_mode_write_protect: 0,
  },
  luns: [{ index: 0, storage_object: '/backstores/fileio/d1' }],
  portals: [{ ip_address: '0.0.0.0', port: 3260 }],
  node_acls: [],
  ...over,
})

export const acl = (name: string, over: Json = {}): Json => ({
  node_wwn: name,
  mapped_luns: [{ index: 4, tpg_lun: 0, write_protect: false }],
  ...over,
})

export const account = (user: string, secret: string): Json => ({ chap_userid: user, chap_password: secret })

export const name = 'iqn.2026-01.test:a'
export const read = (tpgs: readonly Json[], given = {}, rest: Json = {}) => {
  const document = { storage_objects: [disk()], targets: [{ fabric: 'iscsi', wwn: name, tpgs }], ...rest }
  return importLio({ file: 'input', text: JSON.stringify(document, null, 1) }, options(given))
}

export const groups = (imported: ReturnType<typeof read>) =>
  [...target(imported, name).groups].map(
    ([group, section]) =>
      `${group}: ${[...section.initiators.keys()].join(' ')} sees ${luns(section).join(' ') || 'nothing'}`,
  )

export const demo = { authentication: 0, generate_node_acls: 1, demo_mode_write_protect: 0 }
export const chap = { authentication: 1, generate_node_acls: 0, demo_mode_write_protect: 1 }
