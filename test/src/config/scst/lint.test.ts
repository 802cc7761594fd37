import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { renderDiagnostic } from '../../../../src/config/diagnostic.ts'
import { Faults } from '../../../../src/config/scst/faults.ts'
import { addItem, type Items, readLenient } from '../../../../src/config/scst/lenient.ts'
import { lint } from '../../../../src/config/scst/lint.ts'
import { parse } from '../../../../src/config/scst/parser.ts'
import type { Block } from '../../../../src/config/scst/syntax.ts'

const GOOD = `# A comment
setup_id 0x1

HANDLER vdisk_fileio {
	DEVICE disk1 {
		filename /disk1
	}
}

TARGET_DRIVER iscsi {
	enabled 1
	IncomingUser "joe twelve-bytes-long"

	TARGET iqn.t {
		enabled 1
		comment "a \\# hash"
		LUN 0 disk1
		GROUP g {
			LUN 0 disk1
			INITIATOR iqn.i
		}
	}
}
`

test('a good file has no faults', () => assert.deepEqual(lint(GOOD, 'f'), []))

/** Puts lines in place of the driver's `enabled 1`, which is line 11. */
const within = (lines: string): string => GOOD.replace('\tenabled 1\n\tInc', `${lines}\n\tenabled 1\n\tInc`)

for (const line of [
  '"IncomingUser joe SECRETAAAAAAAA"',
  'IncomingUser joe SECRETAAAAAAAA',
  'IncomingUser3 joe SECRETAAAAAAAA',
  'IncommingUser joe SECRETAAAAAAAA x y',
  'IncomingUser "joe SECRETAAAAAAAA";',
  'IncomingUser joe SECRETAAAAAAAA;',
  'IncomingUser SECRETAAAAAAAA',
  'IncomingUser "joe SECRETAAAAAAAA',
  'OutgoingUser joe SECRETAAAAAAAA"',
  'OutgoingUser "joe SECRETAAAAAAAA" }',
  'OutgoingUser joe SECRETAAAAAAAA {',
  'OutgoingUser "joe [GROUP SECRETAAAAAAAA]"',
  'OutgoingUser "joe SECRET#AAAAAAA"',
])
  test(`no fault of ${line} tells the secret`, () => {
    const found = lint(within(`\t${line}`), 'f')
    assert.notEqual(found.length, 0)
    assert.doesNotMatch(JSON.stringify(found), /SECR|AAAA/)
  })

test('of a last line without its end neither', () => {
  assert.doesNotMatch(JSON.stringify(lint('OutgoingUser "joe SECRETAAAAAAAA"', 'f')), /SECR/)
})

test('what SCST itself shows is no error', () => {
  const group =
    'DEVICE_GROUP g {\n\tTARGET_GROUP tg {\n\t\tgroup_id 0\n\t\tTARGET x {\n\t\t\trel_tgt_id 0\n\t\t}\n\t}\n}\n'
  const medium = 'HANDLER vcdrom {\n\tDEVICE c {\n\t\tfilename none\n\t}\n}\n'
  assert.deepEqual(lint(`${GOOD}${group}${medium}`, 'f'), [])
})

const codes = (text: string): string[] =>
  lint(text, 'f').map(({ code, range }) => `${range.start.line}:${range.start.column} ${code}`)

for (const [code, text, place] of [
  ['hash-in-word', within('\tlink_local 1# one'), '11:13'],
  ['hash-in-word', GOOD.replace('\\#', '#'), '16:13'],
  ['escape-without-effect', within('\tisns_entity_name a\\{'), '11:20'],
  ['backslash-lost', within('\tisns_entity_name a\\b'), '11:20'],
  ['brace-in-quotes', GOOD.replace('a \\# hash', 'a {'), '16:11'],
  ['unpaired-quote', within('\tisns_entity_name "a'), '11:19'],
  ['quote-in-word', within('\tisns_entity_name a"b"'), '11:19'],
  ['words-touch', within('\t"isns_entity_name"a'), '11:2'],
  ['semicolon', within('\tlink_local 1;'), '11:13'],
  ['words-dropped', GOOD.replace('LUN 0 disk1\n\t\tGROUP', 'LUN 0 disk1 read only\n\t\tGROUP'), '17:15'],
  ['text-before-close', GOOD.replace('filename /disk1\n\t}', 'filename /disk1 }'), '6:3'],
  ['brace-on-next-line', GOOD.replace('iscsi {', 'iscsi\n{'), '11:1'],
  ['extra-close', `${GOOD}}\n`, '24:1'],
  ['missing-close', GOOD.slice(0, -2), '10:21'],
  ['no-final-newline', `${GOOD}threads 2`, '24:1'],
  ['old-form', within('\tisns_entity_name "[GROUP x]"'), '11:20'],
  ['repeated-block', GOOD.replace('HANDLER', 'HANDLER vdisk_fileio {\n}\nHANDLER'), '6:1'],
  ['repeated-value', within('\tlink_local 1\n\tlink_local 1'), '12:13'],
  ['several-values', within('\tlink_local 1\n\tlink_local 0'), '12:13'],
  ['several-accounts', within('\tIncomingUser "joe other-twelve-bytes"'), '13:15'],
  ['several-accounts', within('\tOutgoingUser "a other-secret"\n\tOutgoingUser "b other-secret"'), '12:15'],
  ['values-lost', within('\tlink_local 1\n\tlink_local'), '12:2'],
  ['block-under-value', within('\tlink_local 1 {\n\tx\n\t}'), '11:2'],
  ['missing-operand', GOOD.replace('LUN 0 disk1\n\t\tGROUP', 'LUN 0 disk1\n\t\tLUN 1\n\t\tGROUP'), '18:3'],
  ['extra-operand', GOOD.replace('TARGET iqn.t', 'TARGET iqn.t x'), '14:15'],
  ['unexpected-value', within('\tlink_local 1 2'), '11:15'],
  ['misplaced-keyword', within('\tLUN 0 disk1'), '11:2'],
  ['unknown-attribute', within('\tLink_local 1'), '11:2'],
  ['unknown-block', within('\tFOO {\n\tx\n\t}'), '11:2'],
  ['numbered-attribute', within('\tIncomingUser1 "joe twelve-bytes-long"'), '11:2'],
  ['bad-value', within('\tlink_local yes'), '11:13'],
  ['short-secret', within('\tOutgoingUser "joe short"'), '11:15'],
  [
    'shared-secret',
    within('\tIncomingUser "joe twelve-bytes-long"\n\tOutgoingUser "jim twelve-bytes-long"'),
    '12:15',
  ],
  ['account-form', within('\tOutgoingUser joe twelve-bytes-long'), '11:2'],
  ['unknown-handler', GOOD.replace('HANDLER', 'HANDLER vdisk {\n}\nHANDLER'), '4:9'],
  ['unknown-driver', `${GOOD}TARGET_DRIVER fc {\n\tTARGET t\n}\n`, '24:15'],
  ['device-name', GOOD.replace('\tDEVICE', '\tDEVICE a/b {\n\t\tfilename /x\n\t}\n\tDEVICE'), '5:9'],
  ['repeated-device', `${GOOD}HANDLER vdisk_nullio {\n\tDEVICE disk1\n}\n`, '25:9'],
  [
    'unknown-device',
    GOOD.replace('LUN 0 disk1\n\t\tGROUP', 'LUN 0 disk1\n\t\tLUN 1 disk2\n\t\tGROUP'),
    '18:9',
  ],
  ['unknown-group-device', `${GOOD}DEVICE_GROUP g {\n\tDEVICE disk2\n}\n`, '25:9'],
  ['missing-filename', GOOD.replace('\tDEVICE', '\tDEVICE a\n\tDEVICE'), '5:2'],
  [
    'several-devices',
    GOOD.replace('LUN 0 disk1\n\t\tGROUP', 'LUN 0 disk1\n\t\tLUN 0 disk2\n\t\tGROUP').replace(
      '\tDEVICE',
      '\tDEVICE disk2 {\n\t\tfilename /x\n\t}\n\tDEVICE',
    ),
    '21:9',
  ],
  ['lun-number', GOOD.replace('LUN 0 disk1\n\t\tGROUP', 'LUN 0 disk1\n\t\tLUN 08 disk1\n\t\tGROUP'), '18:7'],
  ['lun-form', GOOD.replace('LUN 0 disk1\n\t\tGROUP', 'LUN 0 disk1\n\t\tLUN 0x10 disk1\n\t\tGROUP'), '18:7'],
  ['several-words', GOOD.replace('filename', 't10_dev_id "a b"\n\t\tfilename'), '6:14'],
  ['no-lun-0', GOOD.replace('LUN 0 disk1\n\t\tGROUP', 'LUN 1 disk1\n\t\tGROUP'), '14:2'],
  [
    'repeated-initiator',
    GOOD.replace('\t\tGROUP', '\t\tGROUP h {\n\t\t\tINITIATOR iqn.i\n\t\t}\n\t\tGROUP'),
    '23:14',
  ],
  ['never-enabled', GOOD.replace('\t\tenabled 1\n', ''), '14:2'],
  ['no-targets', 'HANDLER vcdrom {\n}\nTARGET_DRIVER copy_manager {\n}\n', '3:1'],
  ['no-drivers', 'HANDLER vcdrom {\n}\n', '1:1'],
  ['no-handlers', 'TARGET_DRIVER copy_manager {\n\tTARGET copy_manager_tgt\n}\n', '1:1'],
] as const) {
  test(`${code}, where it is`, () =>
    assert.ok(codes(text).includes(`${place} ${code}`), codes(text).join(', ')))
}

test('a fault is a line with place, severity, what is wrong and what would be right', () => {
  assert.deepEqual(lint(within('\tlink_local yes'), 'scst.conf').map(renderDiagnostic), [
    'scst.conf:11:13: error: link_local yes is not allowed (0, 1)',
  ])
})

const itemsOf = (block: Block): Items => {
  const items: Items = new Map()
  for (const { words, block: below } of block.items)
    addItem(
      items,
      words.map(({ text }) => text),
      below ? itemsOf(below) : new Map(),
    )
  return items
}

test('what has no fault is read as it looks', () => {
  const fragment = fc.constantFrom(
    ...[
      'a',
      'b 1',
      'HANDLER x',
      '"c d"',
      '""',
      '\\#',
      '\\\\',
      '\\',
      '#',
      '"',
      '{',
      '}',
      ' ',
      ' ',
      '\t',
      '\r',
      '\n',
      '\n',
      ';',
    ],
  )
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 20 }), (fragments) => {
      const text = fragments.join('')
      const faults = new Faults('f', '')
      const block = parse(text, faults)
      if (faults.found.length === 0) assert.deepEqual(itemsOf(block), readLenient(text))
    }),
    { numRuns: 3000 },
  )
})
