import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  booleanWord,
  cpuMask,
  firstDigit,
  firstWordFlag,
  laxInt,
  laxNumber,
  leadingDecimal,
  line,
  oneWord,
  quoted,
  type Reader,
  signed,
  signed32,
  toInt,
  unsigned,
  wholeText,
  wordByPrefix,
} from '../../../src/lib/readers.ts'
import { Refusal } from '../../../src/lib/refusal.ts'

const outcome = <T>(read: Reader<T>, text: string): T | string => {
  try {
    return read(text)
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

const reads = <T>(name: string, read: Reader<T>, rows: readonly (readonly [string, T | string])[]) =>
  test(`${name} reads`, () => {
    for (const [text, expected] of rows) assert.equal(outcome(read, text), expected, JSON.stringify(text))
  })

reads('an unsigned number', unsigned, [
  ['5\n', 5n],
  ['+5', 5n],
  ['0x1F\n', 31n],
  ['010\n', 8n],
  ['18446744073709551615\n', 2n ** 64n - 1n],
  ['18446744073709551616\n', 'ERANGE'],
  ['99999999999999999999 x\n', 'ERANGE'],
  ['\n', 'EINVAL'],
  [' 5\n', 'EINVAL'],
  ['5 \n', 'EINVAL'],
  ['5\n\n', 'EINVAL'],
  ['-1\n', 'EINVAL'],
  ['08\n', 'EINVAL'],
  ['0x\n', 'EINVAL'],
])

reads('a signed number', signed, [
  ['-5\n', -5n],
  ['-9223372036854775808\n', -(2n ** 63n)],
  ['-9223372036854775809\n', 'ERANGE'],
  ['9223372036854775808\n', 'ERANGE'],
  ['-18446744073709551615x\n', 'EINVAL'],
  ['-18446744073709551616x\n', 'ERANGE'],
  ['-\n', 'EINVAL'],
  ['--5\n', 'EINVAL'],
])

reads('a signed number of 32 bits', signed32, [
  ['2147483647', 2147483647n],
  ['2147483648', 'ERANGE'],
])

reads('a boolean word', booleanWord, [
  ['yes\n', true],
  ['Tx', true],
  ['oN\n', true],
  ['OFF', false],
  ['n', false],
  ['2\n', 'EINVAL'],
  ['o\n', 'EINVAL'],
  ['\n', 'EINVAL'],
])

reads('one digit', firstDigit(4), [
  ['10\n', 1],
  ['4', 4],
  ['5\n', 'EINVAL'],
  ['\n', 'EINVAL'],
])

reads('a word by what both have', wordByPrefix('FLAT', 'PERIPHERAL', 'LUN'), [
  ['FLATxyz\n', 'FLAT'],
  ['f', 'FLAT'],
  ['lun\n', 'LUN'],
  ['L\n', 'EINVAL'],
  ['', 'EINVAL'],
])

reads('a CPU mask', cpuMask(0b11n), [
  ['\n', 0n],
  ['3\n', 3n],
  ['4\n', 'EOVERFLOW'],
  ['1,2\n', 'EOVERFLOW'],
  ['0x1\n', 'EINVAL'],
  ['000000001', 'EOVERFLOW'],
  [' ,3, \n', 3n],
  ['0,3\n', 'EOVERFLOW'],
  ['g,3\n', 'EOVERFLOW'],
  ['3g\n', 'EINVAL'],
  ['g12345678\n', 'EINVAL'],
])

reads('a CPU mask of more than one group', cpuMask((1n << 40n) - 1n), [
  ['ff,00000001\n', 0xff00000001n],
  ['ff 1\n', 0xff00000001n],
  ['100,0\n', 'EOVERFLOW'],
  ['0,0,1\n', 'EOVERFLOW'],
])

reads('the daemon’s flag', firstWordFlag, [
  [' 1 x\n', true],
  ['0', false],
  ['01\n', 'EINVAL'],
  ['\n', 'EINVAL'],
])

reads('an int as strtol does', laxInt, [
  ['80x', 80],
  ['+8', 8],
  ['-8', -8],
  ['x', 0],
  ['4294967297', 1],
  ['99999999999999999999', -1],
])

reads('a number as strtol does', laxNumber, [
  ['abc', 0],
  ['', 0],
  ['-1', 4294967295],
  ['4294967296', 0],
  ['99999999999999999999', 4294967295],
  ['0x10', 16],
  ['12abc', 12],
])

reads('the only word', oneWord, [
  [' a \n', 'a'],
  ['\n', ''],
  ['a b', 'EINVAL'],
])

test('texts keep what is theirs', () => {
  assert.equal(line(' a b \nrest'), ' a b ')
  assert.equal(wholeText('a\nb\n'), 'a\nb')
  assert.equal(leadingDecimal(' 12 x'), 12n)
  assert.equal(leadingDecimal('0x10'), 0n)
  assert.equal(leadingDecimal('abc'), undefined)
  assert.equal(toInt(2n ** 31n), -2147483648)
  assert.equal(quoted('1 2\n'), '1 2\\x0a')
})
