import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importIetd } from '../../../../src/config/ietd/ietd.ts'
import { printAddressFile } from '../../../../src/lib/initiator-addresses.ts'
import { conf, isEnabled, luns, options, plain, row, target } from '../../../support/imports.ts'

const name = 'iqn.a:b'
const read = (files: { allow?: string; deny?: string; portals?: string }, given = {}) =>
  importIetd(
    {
      conf: conf(`Target ${name}\nLun 0 Path=/a,IOMode=wb\n`),
      ...Object.fromEntries(Object.entries(files).map(([kind, text]) => [kind, { file: kind, text }])),
    },
    options(given),
  )

const files = (imported: ReturnType<typeof read>) => ({
  allow: printAddressFile(imported.allow),
  deny: printAddressFile(imported.deny),
})

const groups = (imported: ReturnType<typeof read>) =>
  [...target(imported, name).groups].map(
    ([group, section]) =>
      `${group}: ${[...section.initiators.keys()].join(' ')} sees ${luns(section).join(' ') || 'nothing'}`,
  )

test('without initiators.deny the allow file is a whitelist', () => {
  assert.deepEqual(files(read({ allow: `${name} 10.0.0.0/8, [fe80::1]\n` })), {
    allow: `${name} 10.0.0.0/8, [fe80::1]\n`,
    deny: `${name} ALL\n`,
  })
  assert.deepEqual(files(read({ allow: 'ALL ALL\n' })), { allow: '', deny: '' })
})

test('a target that the whitelist does not name is closed, and so is an unended last line', () => {
  for (const allow of ['', '# ALL ALL\n', 'iqn.other:x ALL\n', `${name} ALL`]) {
    assert.deepEqual(files(read({ allow })), { allow: '', deny: `${name} ALL\n` }, allow)
  }
})

test('the first line that fits decides', () => {
  const imported = read({ allow: `${name} 10.0.0.1\nALL ALL\n` })
  assert.equal(files(imported).allow, `${name} 10.0.0.1\n`)
  assert.equal(row(imported, 2, 'allow').verdict, 'ignored-by-source-too')
})

test('entries that IET never matched do not begin to admit, but begin to refuse', () => {
  for (const dead of ['10.0.0.1/32', '10.0.0.1/8', '172.16.*.*', '[fe80::1]/128']) {
    const permits = read({ allow: `${name} ${dead}\n` })
    assert.deepEqual(files(permits), { allow: '', deny: `${name} ALL\n` }, dead)
    assert.equal(row(permits, 1, 'allow').severity, 'error')
  }
  assert.equal(
    files(read({ deny: `${name} 10.0.0.1/32, 10.0.0.2\n` })).deny,
    `${name} 10.0.0.1/32, 10.0.0.2\n`,
  )
})

test('names become a group, and LUNs leave the target level', () => {
  const imported = read({ allow: `${name} iqn\\.1998-01\\.com\\.vmware:.*, iqn.b:host[1-2]\n` })
  assert.deepEqual(groups(imported), [
    'imported: iqn.1998-01.com.vmware:* iqn?b:host1 iqn?b:host2 sees 0 b_lun0',
  ])
  assert.deepEqual(luns(target(imported, name)), [])
})

test('expressions beyond * and ? close the target', () => {
  for (const expression of ['iqn\\.a\\{2\\}', 'x*', 'iqn[^a]', 'iqn[[:alpha:]]', 'a!b.*', '\\(a\\|b\\)']) {
    const imported = read({ allow: `${name} ${expression}\n` })
    assert.equal(isEnabled(imported, name), false, expression)
    assert.equal(row(imported, 1, 'allow').verdict, 'rejected', expression)
  }
})

test('names or addresses is neither: the target is off unless --acl says which', () => {
  const allow = `${name} 10.0.0.1, iqn.host:a\n`
  assert.equal(isEnabled(read({ allow }), name), false)
  assert.deepEqual(files(read({ allow }, { acl: 'ips' })).allow, `${name} 10.0.0.1\n`)
  const names = read({ allow }, { acl: 'names' })
  assert.deepEqual(groups(names), ['imported: iqn.host:a sees 0 b_lun0'])
  assert.equal(row(names, 1, 'allow').severity, 'error')
})

test('with initiators.deny a host is refused when only that names it', () => {
  const deny = `${name} 10.0.0.0/8\n`
  assert.deepEqual(files(read({ deny })), { allow: '', deny })
  assert.deepEqual(files(read({ deny, allow: `${name} 10.1.0.0/16\n` })), {
    allow: `${name} 10.1.0.0/16\n`,
    deny,
  })
  assert.deepEqual(files(read({ deny: 'ALL ALL\n', allow: `${name} 10.1.0.0/16\n` })), {
    allow: `${name} 10.1.0.0/16\n`,
    deny: `${name} ALL\n`,
  })
  assert.deepEqual(files(read({ deny: '# nothing\n', allow: `${name} 10.1.0.0/16\n` })), {
    allow: '',
    deny: '',
  })
  assert.deepEqual(groups(read({ deny: `${name} iqn\\.bad:.*\n` })), ['refused: iqn.bad:* sees nothing'])
})

test('targets.allow names local addresses; no match hides the target', () => {
  const portals = (text: string) => plain(target(read({ portals: text }), name)).allowed_portal
  assert.equal(portals('ALL ALL\n'), undefined)
  assert.equal(portals(`${name} 10.1.2.3\n`), '10.1.2.3')
  assert.equal(portals(`${name} 10.1.0.0/16\n`), '10.1.*')
  assert.equal(portals(`${name} 10.1.2.0/30\n`), '10.1.2.0 | 10.1.2.1 | 10.1.2.2 | 10.1.2.3')
  assert.equal(portals('iqn.other:x ALL\n'), '!*')
  assert.equal(portals(`${name} 10.1.2.3/32\n`), '!*')
  assert.equal(isEnabled(read({ portals: `${name} 10.0.0.0/9\n` }), name), false)
})

test('items without a comma between them are one that never matched', () => {
  const lone = read({ allow: `${name} 10.0.0.1 iqn.z\n` })
  assert.deepEqual(files(lone), { allow: '', deny: `${name} ALL\n` })
  assert.deepEqual([row(lone, 1, 'allow').verdict, row(lone, 1, 'allow').severity], ['mapped-lossy', 'error'])
  assert.deepEqual(groups(read({ allow: `${name} iqn.h, 10.0.0.1 iqn.z\n` })), [
    'imported: iqn.h sees 0 b_lun0',
  ])
})
