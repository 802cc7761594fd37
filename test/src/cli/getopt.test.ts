import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OptionSpecification, parseOptions } from '../../../src/cli/getopt.ts'

const options: readonly OptionSpecification[] = [
  { name: 'config', value: 'optional' },
  { name: 'list_handler', value: 'optional' },
  { name: 'list_dgrp', value: 'optional' },
  { name: 'list_dgrp_attr', value: 'required' },
  { name: 'list_driver', value: 'optional' },
  { name: 'set_scst_attr', value: 'none' },
  { name: 'add_target', value: 'required' },
  { name: 'driver', value: 'required' },
  { name: 'device', value: 'required' },
  { name: 'dev_group', value: 'required' },
  { name: 'attributes', value: 'required' },
  { name: 'nonkey', value: 'none' },
  { name: 'noprompt', value: 'none' },
  { name: 'no_lip', value: 'none' },
  { name: 'debug', value: 'none' },
  { name: 'dumpAttrs', value: 'none' },
]

/** What Perl's Getopt::Long 2.52 makes of each: values, plain words, complaints. */
const golden: readonly [argv: string[], values: Record<string, string>, rest: string[], errors: string[]][] =
  [
    [['-driver', 'a'], { driver: 'a' }, [], []],
    [['--driver', 'a'], { driver: 'a' }, [], []],
    [['+driver', 'a'], { driver: 'a' }, [], []],
    [['---driver', 'a'], {}, ['a'], ['Unknown option: -driver']],
    [['/driver', 'a'], {}, ['/driver', 'a'], []],
    [['-DRIVER', 'A'], { driver: 'A' }, [], []],
    [['-dr', 'a'], { driver: 'a' }, [], []],
    [['-d', 'a'], {}, ['a'], ['Option d is ambiguous (debug, dev_group, device, driver, dumpattrs)']],
    [['-dev', 'x'], {}, ['x'], ['Option dev is ambiguous (dev_group, device)']],
    [['-list_dgrp'], { list_dgrp: '' }, [], []],
    [['-list_dg'], {}, [], ['Option list_dg is ambiguous (list_dgrp, list_dgrp_attr)']],
    [['-list_dgrp_', 'x'], { list_dgrp_attr: 'x' }, [], []],
    [['-list-driver'], {}, [], ['Unknown option: list-driver']],
    [['-no'], {}, [], ['Option no is ambiguous (no_lip, nonkey, noprompt)']],
    [['-nononkey'], {}, [], ['Unknown option: nononkey']],
    [['-no-nonkey'], {}, [], ['Unknown option: no-nonkey']],
    [['-nonkey=1'], {}, [], ['Option nonkey does not take an argument']],
    [['-nonkey='], {}, [], ['Option nonkey does not take an argument']],
    [['-dump'], { dumpattrs: '1' }, [], []],
    [['-attributes=threads=4'], { attributes: 'threads=4' }, [], []],
    [['-attributes', 'a', '-attr', 'b'], { attributes: 'b' }, [], []],
    [['-attributes', '-noprompt'], { attributes: '-noprompt' }, [], []],
    [['-attributes', '--', '-noprompt'], { attributes: '--', noprompt: '1' }, [], []],
    [['-driver'], {}, [], ['Option driver requires an argument']],
    [['-driver='], {}, [], ['Option driver requires an argument']],
    [['-driver', ''], { driver: '' }, [], []],
    [['-add_target', '-driver', 'iscsi'], { add_target: '-driver' }, ['iscsi'], []],
    [['-list_handler'], { list_handler: '' }, [], []],
    [['-list_handler', 'x'], { list_handler: 'x' }, [], []],
    [['-list_handler', '-nonkey'], { list_handler: '', nonkey: '1' }, [], []],
    [['-list_handler='], { list_handler: '' }, [], []],
    [['-list_handler=', 'x'], { list_handler: '' }, ['x'], []],
    [['-list_handler', '', 'x'], { list_handler: '' }, ['x'], []],
    [['-list_handler', '-'], { list_handler: '-' }, [], []],
    [['-list_handler', '-1'], { list_handler: '' }, [], ['Unknown option: 1']],
    [['-list_handler', '+x'], { list_handler: '' }, [], ['Unknown option: x']],
    [['-list_handler', '--', 'x'], { list_handler: '' }, ['x'], []],
    [['-list_handler', '-\n'], { list_handler: '-\n' }, [], []],
    [['-list_handler:x'], {}, [], ['Unknown option: list_handler:x']],
    [['a', '-nonkey', 'b'], { nonkey: '1' }, ['a', 'b'], []],
    [['-nonkey', '--', '-debug', 'c'], { nonkey: '1' }, ['-debug', 'c'], []],
    [['-', '-nonkey'], { nonkey: '1' }, ['-'], []],
    [['+'], {}, [], ['Missing option after +']],
    [['-=x'], {}, [], ['Unknown option: =x']],
    [
      ['-bogus=5', '-worse', '-nonkey'],
      { nonkey: '1' },
      [],
      ['Unknown option: bogus', 'Unknown option: worse'],
    ],
    [['-nf'], {}, [], ['Unknown option: nf']],
    [['-1'], {}, [], ['Unknown option: 1']],
    [['-né'], {}, [], ['Unknown option: né']],
    [['-config', '0'], { config: '0' }, [], []],
  ]

for (const [argv, values, rest, errors] of golden) {
  test(`parses ${JSON.stringify(argv)} as Getopt::Long does`, () => {
    const parsed = parseOptions(options, argv)
    assert.deepEqual(Object.fromEntries(parsed.values), values)
    assert.deepEqual(parsed.rest, rest)
    assert.deepEqual(parsed.errors, errors)
  })
}

test('an exact-only option completes no abbreviation and appears in no message', () => {
  const withOurs = [...options, { name: 'dragon', value: 'required', exactOnly: true } as const]
  assert.deepEqual(Object.fromEntries(parseOptions(withOurs, ['-dr', 'a', '--DRAGON=b']).values), {
    driver: 'a',
    dragon: 'b',
  })
  assert.deepEqual(parseOptions(withOurs, ['-d', '-drag']).errors, [
    'Option d is ambiguous (debug, dev_group, device, driver, dumpattrs)',
    'Unknown option: drag',
  ])
})

/** The same with $POSIXLY_CORRECT. */
const posix: typeof golden = [
  [['-nonkey', 'word', '-debug'], { nonkey: '1' }, ['word', '-debug'], []],
  [['+nonkey'], {}, ['+nonkey'], []],
  [['--driver=a'], { driver: 'a' }, [], []],
  [['-driver=a'], {}, [], ['Unknown option: driver=a']],
  [['-list_handler', '+x'], { list_handler: '+x' }, [], []],
]

for (const [argv, values, rest, errors] of posix) {
  test(`parses ${JSON.stringify(argv)} as Getopt::Long does with POSIXLY_CORRECT`, () => {
    const parsed = parseOptions(options, argv, { posixlyCorrect: true })
    assert.deepEqual(Object.fromEntries(parsed.values), values)
    assert.deepEqual({ rest: parsed.rest, errors: parsed.errors }, { rest, errors })
  })
}
