import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Node } from '../../../src/sysfs/sysfs.ts'
import { walk } from '../../../src/sysfs/walk.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
after(directory.remove)

const never = (path: string): Promise<Node> => Promise.reject(new Error(`nothing waits for ${path}`))

test('modes, contents, links and errors of a whole tree', async () => {
  const root = join(directory.path, 'tree')
  mkdirSync(join(root, 'a/b'), { recursive: true })
  chmodSync(join(root, 'a'), 0o711)
  writeFileSync(join(root, 'a/b/long'), 'x'.repeat(40_000))
  writeFileSync(join(root, 'secret'), 'x', { mode: 0o200 })
  symlinkSync('../nowhere', join(root, 'a/link'))
  assert.deepEqual(outline(await walk(Buffer.from(root), '', never)), {
    mode: '755',
    entries: {
      a: {
        mode: '711',
        entries: { b: { mode: '755', entries: { long: '644 40000' } }, link: '-> ../nowhere' },
      },
      secret: '200 EACCES open secret',
    },
  })
})

function outline(node: Node): unknown {
  const mode = node.mode.toString(8)
  if (node.type === 'link') return `-> ${node.target}`
  if (node.type === 'dir') {
    return { mode, entries: Object.fromEntries(Array.from(node.entries, ([name, e]) => [name, outline(e)])) }
  }
  const { error, content } = node
  return error ? `${mode} ${error.code} ${error.stage} ${error.path}` : `${mode} ${content!.length}`
}

test('entries keep the order of the directory', async () => {
  const root = join(directory.path, 'many')
  mkdirSync(root)
  const names = Array.from({ length: 600 }, (_, i) => `n${i}`)
  for (const name of names) writeFileSync(join(root, name), '')
  const { entries } = await walk(Buffer.from(root), '', never)
  assert.deepEqual([...entries.keys()].sort(), names.sort())
  assert.equal(readdirSync(root).length, entries.size)
})

test('a directory that is not there is said', async () => {
  await assert.rejects(walk(Buffer.from('/no/such'), 'such', never), { code: 'ENOENT', path: 'such' })
})
