import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

test('sgv has a pool of each kind for all and for each processor', async () => {
  const { names, read, write, scst } = liveTree()
  assert.deepEqual(await names('sgv'), [
    'global_stats',
    ...['sgv', 'sgv-0', 'sgv-1', 'sgv-clust', 'sgv-clust-0', 'sgv-clust-1'],
    ...['sgv-dma', 'sgv-dma-0', 'sgv-dma-1'],
  ])
  scst.buffers.push({ length: 4096, lent: 3, kept: 2, taken: 7, hits: 5 })
  scst.buffers.push({ length: 327680, lent: 0, kept: 1, taken: 1, hits: 0 })
  const lines = (await read('sgv/sgv/stats')).split('\n')
  assert.equal(lines[0], 'Name                           Hit         Total       % merged    Cached (P/I/O)')
  assert.equal(lines[1], 'sgv                            5           8           0           82/82/3')
  assert.equal(lines[2], '  sgv-4K                       5           7           0')
  assert.equal(lines[9], '  sgv-512K                     0           1           0')
  assert.equal(await read('sgv/global_stats'), 'Inactive pages                             82\n')
  assert.equal(await write('sgv/sgv/stats', 'x'), '0')
  assert.equal(scst.buffers[0]!.hits, 0)
})
