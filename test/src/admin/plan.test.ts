import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffConfiguration, planConfiguration } from '../../../src/admin/plan.ts'
import type { Run } from '../../../src/admin/run.ts'
import { apply, type Options, runOn, withFile } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'

const FILE = `HANDLER vdisk_nullio {
	DEVICE n1 {
		usn 1
	}
}
TARGET_DRIVER iscsi {
	enabled 1
	TARGET iqn.t {
		enabled 1
		LUN 0 n1
	}
}
`

async function ask<T>(
  tree: Parameters<typeof runOn>[0],
  text: string,
  question: (run: Run, file: string) => Promise<T>,
  options: Options = {},
): Promise<T> {
  let answer: T | undefined
  await withFile(text, (file) =>
    runOn(
      tree,
      async (run) => {
        answer = await question(run, file)
        return 0
      },
      options,
    ),
  )
  return answer!
}

test('a plan is what -config would do, and nothing is done', async () => {
  const { tree, names } = liveTree()
  const { operations } = await ask(tree, FILE, planConfiguration)
  assert.deepEqual(await names('devices'), [])
  const says = operations.map((operation) => operation.says)
  const ran = await apply(tree, FILE)
  assert.deepEqual(
    says,
    [...ran.stdout.matchAll(/^\t-> (.*): done\.$/gm)].map(([, text]) => text),
  )
  assert.deepEqual((await ask(tree, FILE, planConfiguration)).operations, [])
})

test('removals are planned with their consequences', async () => {
  const { tree } = liveTree()
  await apply(tree, FILE)
  const { operations } = await ask(
    tree,
    'HANDLER vdisk_nullio {\n}\nTARGET_DRIVER iscsi {\n\tenabled 1\n}\n',
    planConfiguration,
    {
      force: true,
    },
  )
  assert.deepEqual(
    operations.map(({ says }) => says).filter((says) => !says.startsWith('Disabling')),
    [
      "Removing virtual target 'iqn.t' from driver 'iscsi'",
      "Closing device 'n1' using handler 'vdisk_nullio'",
    ],
  )
})

test('faults end the plan', async () => {
  const plan = await ask(liveTree().tree, 'HANDLER vdisk_nullio {\n\tDEVICE a/b\n}\n', planConfiguration)
  assert.equal(plan.errors, 1)
  assert.deepEqual(plan.operations, [])
  assert.match(plan.remarks.join(''), /may not contain character '\/'/)
})

for (const [what, text, remark] of [
  ['an unknown driver', `${FILE}TARGET_DRIVER qla2x00t {\n}\n`, "Target driver 'qla2x00t' is not loaded"],
  ['a block under a value', `${FILE}threads 4 {\nx 1\n}\n`, "Attribute 'threads' has an invalid value."],
] as const)
  test(`${what} ends the plan where it ends -config`, async () => {
    const { operations, remarks, errors } = await ask(liveTree().tree, text, planConfiguration)
    const ran = await apply(liveTree().tree, text)
    assert.equal(ran.status, 1)
    assert.equal(errors, 1)
    assert.ok(remarks.at(-1)?.includes(remark))
    assert.deepEqual(
      operations.map(({ says }) => says),
      [...ran.stdout.matchAll(/^\t-> (.*): done\.$/gm)].map(([, text]) => text),
    )
  })

test('with -cont_on_err the plan goes on behind an error, but not into nonsense', async () => {
  const file = `${FILE}TARGET_DRIVER qla2x00t {\n}\n`
  const plan = await ask(liveTree().tree, file, planConfiguration, { continueOnError: true })
  assert.equal(plan.errors, 0)
  const nonsense = `${file}threads 4 {\nx 1\n}\n`
  const stopped = await ask(liveTree().tree, nonsense, planConfiguration, { continueOnError: true })
  assert.equal(stopped.errors, 1)
})

test('an empty file is no plan, and nothing that could agree', async () => {
  const plan = await ask(liveTree().tree, '# nothing\n', planConfiguration)
  assert.deepEqual(plan, { operations: [], remarks: ['Configuration is empty.'], errors: 1 })
  assert.equal(await ask(liveTree().tree, '# nothing\n', diffConfiguration), undefined)
})

test('a diff is between file and system', async () => {
  const { tree, write } = liveTree()
  await apply(tree, FILE)
  assert.deepEqual(
    await ask(tree, FILE.replace('usn 1', 'usn 2'), diffConfiguration).then((all) => all?.[0]),
    {
      kind: 'different',
      path: ['HANDLER vdisk_nullio', 'DEVICE n1', 'usn'],
      running: ['1'],
      wanted: ['2'],
    },
  )
  await write('handlers/vdisk_nullio/mgmt', 'add_device n2')
  const found = await ask(tree, FILE, diffConfiguration)
  assert.deepEqual(
    found?.map(({ kind, path }) => `${kind} ${path.join(' > ')}`),
    ['superfluous HANDLER vdisk_nullio > DEVICE n2'],
  )
})

test('attributes that no such object has are planned as -config speaks of them', async () => {
  const { tree } = liveTree()
  const file = `HANDLER vdisk_nullio {
	DEVICE n1 {
		nosuch 1
		usn 1
	}
}
TARGET_DRIVER iscsi {
	TARGET iqn.t {
		nosuch 1
		LUN 0 n1
		GROUP g {
			nosuch 1
		}
	}
}
DEVICE_GROUP dg {
	TARGET_GROUP tg {
		nosuch 1
	}
}
`
  const { operations, remarks } = await ask(tree, file, planConfiguration)
  const ran = await apply(tree, file)
  const told = (text: string) => text.match(/.*lacks the settable attribute.*/g) ?? []
  assert.equal(told(ran.stdout).length, 4)
  assert.deepEqual(told(remarks.join('')), told(ran.stdout))
  assert.deepEqual(
    operations.map(({ says }) => says),
    [...ran.stdout.matchAll(/^\t-> (.*): done\.$/gm)].map(([, text]) => text),
  )
})

test('a LUN with an attribute that LUNs do not have is not planned', async () => {
  const file = FILE.replace('LUN 0 n1', 'LUN 0 n1 {\nnosuch 1\n}')
  const { operations, remarks } = await ask(liveTree().tree, file, planConfiguration)
  assert.ok(!operations.some(({ says }) => says.includes('at LUN')))
  assert.ok(remarks.includes('Bad attributes for LUN.'))
})

test('what the copy manager takes by itself is not planned', async () => {
  const file = `${FILE}TARGET_DRIVER copy_manager {\nTARGET copy_manager_tgt {\nLUN 0 n1\n}\n}\n`
  for (const force of [false, true]) {
    const { operations } = await ask(liveTree().tree, file, planConfiguration, { force })
    assert.ok(!operations.some(({ path }) => path.includes('copy_manager')))
  }
})

test('what SCST sets by itself is no difference', async () => {
  const { tree } = liveTree()
  const file = `HANDLER vdisk_nullio {
	DEVICE n1 {
		size_mb 100
		read_only 1
	}
}
TARGET_DRIVER iscsi {
	TARGET iqn.t {
		LUN 0 n1
		GROUP g {
			LUN 0 n1
		}
	}
}
`
  await apply(tree, file)
  assert.deepEqual(await ask(tree, file, diffConfiguration), [])
  const other = file.replace('size_mb 100', 'size_mb 200')
  assert.deepEqual(
    (await ask(tree, other, diffConfiguration))?.map(({ path }) => path.at(-1)),
    ['size_mb'],
  )
})

test('nor is what it sets of CD-ROMs and target groups', async () => {
  const { tree } = liveTree()
  const file = `HANDLER vcdrom {
	DEVICE c
}
TARGET_DRIVER iscsi {
	TARGET iqn.t {
		LUN 0 c
	}
}
DEVICE_GROUP dg {
	DEVICE c
	TARGET_GROUP tg {
		TARGET iqn.t
		TARGET iqn.elsewhere
	}
}
`
  await apply(tree, file)
  assert.deepEqual(await ask(tree, file, diffConfiguration), [])
  assert.equal(
    (await ask(tree, file.replace('\t\tTARGET', '\t\tstate offline\n\t\tTARGET'), diffConfiguration))?.length,
    1,
  )
})
