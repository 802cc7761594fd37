import type { ByteString } from '../../src/lib/bytes.ts'
import type { Random } from './random.ts'

/** Secrets that a report must never show; found again by their beginning. */
export const SECRET = 'Zq7SecretOfTest'

export const target = (r: Random): ByteString =>
  r.one([
    'iqn.2026-01.test:a',
    'iqn.2026-01.test:b',
    'iqn.2026-01.TEST:A',
    'eui.0123456789abcdef',
    'x',
    'a b',
    'a/b',
    '',
  ])

export const initiator = (r: Random): ByteString =>
  r.one([
    'iqn.1993-08.org.debian:01:abc',
    'iqn.1998-01.com.vmware:*',
    'ALL',
    'iqn\\.a:.*',
    'iqn.b:[1-4]',
    'iqn.!x',
    '172.16.*.*',
  ])

export const address = (r: Random): ByteString =>
  r.one([
    '10.0.0.1',
    '10.0.0.0/8',
    '192.168.1.5/24',
    '10.1.2.3/32',
    '[fe80::1]',
    '[2001:db8::]/32',
    '::',
    '0.0.0.0',
    'host.example',
    'ALL',
    '300.1.1.1',
    '10.0.0.0/255.0.0.0',
  ])

export const user = (r: Random): ByteString => r.one(['joe', 'jim', 'j"oe', 'j{e', 'a:b'])

export const secret = (r: Random): ByteString => {
  const tail = r.one(['', '1', '22', '#x', '"', '\\', '{', '=', ' y', "'", '`', '$(x)', '\x80\xa0'])
  return r.chance(70) ? SECRET + tail : r.one(['short', '', 'PLEASE_CORRECT_THE_PASSWORD', 'x'.repeat(300)])
}

export const path = (r: Random): ByteString =>
  r.one([
    '/dev/sda',
    '/dev/vg/lv0',
    '/srv/a.img',
    '/srv/b.img',
    '/srv/a b',
    '/srv/a;b',
    'rel',
    '/',
    '/srv/\xc3\xa0',
    '/srv/a"b',
    '/srv/d',
    '/dev/zvol/x',
    '',
  ])

export const number = (r: Random): ByteString =>
  r.one([
    '0',
    '1',
    '2',
    '7',
    '255',
    '256',
    '512',
    '4096',
    '8192',
    '16384',
    '65536',
    '262144',
    '33554432',
    '-1',
    '0x10',
    '010',
    '4k',
    '4G',
    '1e99',
    '99999999999999999999',
    'x',
    '',
  ])

export const flag = (r: Random): ByteString =>
  r.one(['Yes', 'No', 'yes', 'on', 'off', 'On', '1', '0', 'true', 'false', 'none', ''])

export const any = (r: Random): ByteString =>
  r.one([target, initiator, address, user, secret, path, number, flag, garbage])(r)

/** Bytes that grammars trip over. */
export const garbage = (r: Random): ByteString =>
  r
    .some(0, 6, () =>
      r.one([
        '{',
        '}',
        '<',
        '>',
        '[',
        ']',
        '"',
        "'",
        '#',
        '\\',
        ';',
        ',',
        '=',
        ':',
        '/',
        '*',
        '!',
        ' ',
        '\t',
        '\r',
        '\n',
        '\0',
        '\xff',
        '\xa0',
        'a',
        '1',
        '__proto__',
        'constructor',
        '<<E',
        '/*',
        '*/',
      ]),
    )
    .join('')

/** Damages a text here and there. */
export const damaged = (r: Random, text: ByteString): ByteString => {
  let result = text
  for (let times = r.below(4); times > 0; times--) {
    const at = r.below(result.length + 1)
    const cut = r.below(4)
    result = result.slice(0, at) + (r.chance(60) ? garbage(r) : '') + result.slice(at + cut)
  }
  return result
}
