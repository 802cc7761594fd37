import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Attributes,
  type Configuration,
  newConfiguration,
  newDriver,
  newGroup,
  newHandler,
  newSection,
  newTarget,
} from '../../../../src/config/configuration.ts'
import { elaborate } from '../../../../src/config/scst/elaborate.ts'
import { readLenient } from '../../../../src/config/scst/lenient.ts'
import { GENERATED_BY, printConfiguration } from '../../../../src/config/scst/print.ts'

function sample(): Configuration {
  const target = newTarget()
  target.attributes.set('enabled', ['1'])
  target.luns.set('0', new Map([['disk1', newSection()]]))
  target.luns.set('2', new Map([['disk1', newSection(new Map([['read_only', ['1']]]))]]))
  const group = newGroup()
  group.initiators.set('iqn.i#1', newSection())
  target.groups.set('g', group)
  const driver = newDriver()
  driver.attributes.set('IncomingUser', ['joe secret', 'fred secret'])
  driver.targets.set('iqn.t', target)
  const handler = newHandler()
  handler.devices.set('disk1', newSection(new Map([['filename', ['/a b#c\\d']]])))
  handler.devices.set('disk2', newSection())
  return {
    ...newConfiguration(),
    handlers: new Map([['vdisk_fileio', handler]]),
    drivers: new Map([['iscsi', driver]]),
  }
}

test('one item a line, indented by tabs, closing braces alone', () => {
  assert.equal(
    printConfiguration(sample()),
    `${GENERATED_BY}


HANDLER vdisk_fileio {
	DEVICE disk1 {
		filename "/a b\\#c\\\\d"
	}

	DEVICE disk2
}

TARGET_DRIVER iscsi {
	IncomingUser "joe secret"
	IncomingUser "fred secret"

	TARGET iqn.t {
		enabled 1

		LUN 0 disk1
		LUN 2 disk1 {
			read_only 1
		}

		GROUP g {

			INITIATOR iqn.i\\#1
		}
	}
}

`,
  )
})

test('attributes at their defaults stand apart', () => {
  const configuration = newConfiguration()
  configuration.attributes.set('setup_id', ['0x1'])
  configuration.nonKey = new Map([['threads', ['2']]])
  assert.equal(
    printConfiguration(configuration),
    `${GENERATED_BY}\n\nsetup_id 0x1\n# Non-key attributes\nthreads 2\n\n`,
  )
})

test('a hardware target says so first', () => {
  const target = newTarget()
  target.attributes.set('enabled', ['0']).set('HW_TARGET', [])
  const driver = { ...newDriver(), targets: new Map([['t', target]]) }
  const text = printConfiguration({ ...newConfiguration(), drivers: new Map([['fc', driver]]) })
  assert.match(text, /\tTARGET t \{\n\t\tHW_TARGET\n\n\t\tenabled 0\n\t\}\n/)
})

const name = fc.stringMatching(/^[a-z][a-z0-9_:.-]{0,8}$/)
/** scst.conf cannot say a quote, a brace, or a backslash at the end of a value with blanks. */
const value = fc
  .stringMatching(/^[\x21\x23-\x7a|~ ]{1,12}$/)
  .map((text) => text.trim().replace(/\\+$/, '') || 'x')
const attributes: fc.Arbitrary<Attributes> = fc
  .uniqueArray(fc.tuple(name, fc.uniqueArray(value, { minLength: 1, maxLength: 3 })), {
    selector: ([key]) => key,
  })
  .map((entries) => new Map(entries))

test('what is printed is read back as it was', () => {
  fc.assert(
    fc.property(attributes, attributes, name, name, (own, ofDevice, handler, device) => {
      const configuration = newConfiguration()
      configuration.attributes = own
      const section = newHandler()
      section.devices.set(device, newSection(ofDevice))
      configuration.handlers.set(handler, section)
      assert.deepEqual(elaborate(readLenient(printConfiguration(configuration))), configuration)
    }),
  )
})
