import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importCtl } from '../../../../src/config/ctl/import.ts'
import { isUcl } from '../../../../src/config/ctl/ucl.ts'
import { printAddressFile } from '../../../../src/lib/initiator-addresses.ts'
import {
  conf,
  device,
  isEnabled,
  losses,
  luns,
  options,
  plain,
  row,
  target,
} from '../../../support/imports.ts'

const read = (text: string, given = {}) => importCtl(conf(text), options(given))

test('the form is told by assignments, lists and blocks without a name', () => {
  for (const text of ['debug = 1', 'a: 1', 'target {\n', 'lun{ a {} }', 'auth-group { ag0 { } }'])
    assert.equal(isUcl(text), true, text)
  const classic = [
    'auth-group "a = b" { chap u s }',
    '# a = b\ntarget iqn.a:b { lun 0 { path /x } }',
    'portal-group pg { listen [::]:3260 }',
    'lun 0 {',
  ]
  for (const text of classic) assert.equal(isUcl(text), false, text)
})

test('accounts, portals, options and LUNs say the same as in the classic form', () => {
  const imported = read(`
    /* of
       old */
    debug = 1;
    target {
      "iqn.2012-06.com.example:T0" {
        alias = "Example target"
        auth-group = ag0
        portal-group = [ { name = pg0 } ]
        lun { 0 = shared; 3 { path = "/srv/own.img", options { readonly = on } } }
      }
      "iqn.2012-06.com.example:t1" {
        chap { user: joe; secret: joes-long-secret }
        portal-group = pg0
        lun = [ { number = 7, name = shared } ]
      }
    }
    auth-group ag0 {
      chap-mutual = [
        { user = "ann", secret = "anns-long-secret", mutual-user = "we", mutual-secret = "our-long-secret" }
      ]
      initiator-name = [ "iqn.h:1", "iqn.h:2" ]
      initiator-portal = "10.0.0.0/8"
    }
    portal-group { pg0 { discovery-auth-group = no-authentication; listen = [ "10.0.0.1", "[fe80::1]:3260" ] } }
    lun { shared { path = /dev/zvol/tank/x; blocksize = 4096 } }
  `)
  assert.deepEqual(plain(target(imported, 'iqn.2012-06.com.example:t0')), {
    alias: 'Example target',
    allowed_portal: '10.0.0.1 | fe80::1',
    IncomingUser: 'ann anns-long-secret',
    OutgoingUser: 'we our-long-secret',
    enabled: '1',
  })
  const group = target(imported, 'iqn.2012-06.com.example:t0').groups.get('imported')!
  assert.deepEqual([...group.initiators.keys()], ['iqn.h:1', 'iqn.h:2'])
  assert.deepEqual(luns(group), ['0 shared', '3 t0_lun3'])
  assert.equal(printAddressFile(imported.allow), 'iqn.2012-06.com.example:t0 10.0.0.0/8\n')
  assert.deepEqual(luns(target(imported, 'iqn.2012-06.com.example:t1')), ['7 shared'])
  assert.equal(device(imported, 'shared').blocksize, '4096')
  assert.equal(device(imported, 't0_lun3').read_only, '1')
  assert.doesNotMatch(JSON.stringify(imported.report.rows()), /s-long-secret|our-long-secret/)
})

test('`k` counts in 1000 and `kb` in 1024; a quoted number is refused with the whole file', () => {
  const sized = (size: string) =>
    read(
      `lun { a { backend = ramdisk; size = ${size} } }\ntarget { "iqn.a" { auth-group = no-authentication; lun { 0 = a } } }\n`,
    )
  assert.equal(device(sized('64k'), 'a').size, '64000')
  assert.equal(device(sized('64kb'), 'a').size, '65536')
  assert.equal(isEnabled(sized('65536'), 'iqn.a'), true)
  assert.equal(isEnabled(sized('"65536"'), 'iqn.a'), false)
})

test('what is missing or cannot be read closes everything; no secret is shown', () => {
  const broken = [
    'auth-group { ag0 { chap { user = joe } } }\n',
    'auth-group { ag0 { chap = joe joes-long-secret } }\n',
    'auth-group { ag0 { chap { user = joe, secret = "joes-long-secret } }\n',
    'auth-group { ag0 { chap { user = joe, secret = joes-long-secret }\n',
    'lun { a = 1 }\n',
    'lun [ \n',
    'portal-group { a { listen = { x = 1 } } }\n',
  ]
  for (const text of broken) {
    const imported = read(`target { "iqn.a" { auth-group = no-authentication } }\n${text}`)
    const driver = imported.configuration.drivers.get('iscsi')!
    assert.deepEqual(driver.attributes.get('enabled'), ['0'], text)
    for (const [name] of driver.targets) assert.equal(isEnabled(imported, name), false, text)
    const said = JSON.stringify([
      imported.report.rows(),
      imported.report.diagnostics(),
      imported.report.notes,
    ])
    assert.doesNotMatch(said, /joes-long-secret/, text)
  }
})

test('keys that ctld does not know are rows; names of access among them are errors', () => {
  const imported = read('lun { a { path = /srv/a\nfrobnicate = 1\nallow-from = "10.0.0.1" } }\n')
  assert.deepEqual(losses(imported), ['1 mapped-lossy', '2 unsupported', '3 unsupported!'])
  assert.match(row(imported, 3).why.join(), /ctld skips a key that it does not know/)
})
