import type { ByteString } from '../../src/lib/bytes.ts'
import type { Random } from './random.ts'
import * as word from './words.ts'

/** A saveconfig.json of this shape, whose parts may be missing, of another kind or damaged. */
export const fuzzedJson = (r: Random): ByteString => {
  const document = maybe(r, {
    fabric_modules: maybe(
      r,
      r.some(0, 2, () => ({
        name: 'iscsi',
        discovery_enable_auth: flag(r),
        discovery_userid: word.user(r),
        discovery_password: word.secret(r),
      })),
    ),
    storage_objects: maybe(
      r,
      r.some(0, 3, () => storage(r)),
    ),
    targets: maybe(
      r,
      r.some(0, 3, () => target(r)),
    ),
    extra: r.chance(10) ? [1, 'a', null] : undefined,
  })
  return JSON.stringify(document ?? null, null, r.one([0, 1, 2])) ?? ''
}

const maybe = (r: Random, value: unknown): unknown =>
  r.chance(94) ? value : r.one<unknown>([undefined, null, 1, 'x', [], {}, [[]], true])

const flag = (r: Random): unknown => r.one<unknown>([true, false, 0, 1, '1', 'x', undefined])

const storage = (r: Random) => ({
  name: maybe(r, r.one(['s1', 's2', 's 3'])),
  plugin: maybe(r, r.one(['fileio', 'block', 'iblock', 'ramdisk', 'pscsi', 'user'])),
  dev: maybe(r, word.path(r)),
  size: maybe(r, r.one<unknown>([1048576, '1048576', 0, -1])),
  wwn: maybe(r, r.one(['27d9d921-5803-4fc0-a6bf-651b1a8ae519', 'disk1', '', '"'])),
  readonly: flag(r),
  write_back: flag(r),
  nullio: flag(r),
  attributes: maybe(r, {
    block_size: maybe(r, 512),
    emulate_write_cache: flag(r),
    emulate_tpu: flag(r),
    emulate_pr: maybe(r, 1),
    pi_prot_type: maybe(r, 0),
    x: maybe(r, 1),
  }),
  alua_tpgs: r.chance(20)
    ? maybe(r, [{ name: r.one(['default_tg_pt_gp', 'x']), alua_access_state: r.below(3) }])
    : undefined,
})

const target = (r: Random) => ({
  fabric: maybe(r, r.one(['iscsi', 'iscsi', 'iscsi', 'loopback'])),
  wwn: maybe(r, word.target(r)),
  tpgs: maybe(
    r,
    r.some(0, 2, () => tpg(r)),
  ),
})

const account = (r: Random) =>
  r.chance(50)
    ? {
        chap_userid: word.user(r),
        chap_password: word.secret(r),
        chap_mutual_userid: maybe(r, 'm'),
        chap_mutual_password: maybe(r, word.secret(r)),
      }
    : {}

const tpg = (r: Random) => ({
  tag: maybe(r, r.below(3)),
  enable: flag(r),
  attributes: maybe(r, {
    authentication: flag(r),
    generate_node_acls: flag(r),
    demo_mode_write_protect: flag(r),
    prod_mode_write_protect: flag(r),
    default_cmdsn_depth: maybe(r, 128),
  }),
  parameters: maybe(r, {
    AuthMethod: 'CHAP',
    MaxBurstLength: word.number(r),
    HeaderDigest: word.any(r),
    TargetAlias: word.any(r),
  }),
  luns: maybe(
    r,
    r.some(0, 3, () => ({
      index: maybe(r, r.below(4)),
      storage_object: maybe(r, r.one(['/backstores/fileio/s1', '/backstores/block/s2', '/x'])),
    })),
  ),
  portals: maybe(
    r,
    r.some(0, 2, () => ({
      ip_address: maybe(r, word.address(r)),
      port: maybe(r, r.one<unknown>([3260, '3260', 3261])),
      iser: flag(r),
    })),
  ),
  node_acls: maybe(
    r,
    r.some(0, 3, () => ({
      node_wwn: maybe(r, word.initiator(r)),
      tag: maybe(r, 'hosts'),
      ...account(r),
      mapped_luns: maybe(
        r,
        r.some(0, 3, () => ({
          index: maybe(r, r.below(4)),
          tpg_lun: maybe(r, r.below(3)),
          write_protect: flag(r),
        })),
      ),
      attributes: maybe(r, { nopin_timeout: maybe(r, 20), authentication: maybe(r, -1) }),
    })),
  ),
  ...account(r),
})
