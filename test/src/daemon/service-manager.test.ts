import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { tellServiceManager } from '../../../src/daemon/service-manager.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

test('a state reaches the socket of the service manager', async () => {
  const socket = join(temporaryDirectory().path, 'notify')
  const receiver = spawn('socat', ['-u', `UNIX-RECV:${socket}`, 'STDOUT'])
  while (!existsSync(socket)) await sleep(5)
  tellServiceManager('READY=1', socket)
  const [text] = await once(receiver.stdout, 'data')
  assert.equal(String(text), 'READY=1')
  receiver.kill()
})

test('nobody asked: nothing happens', () => {
  tellServiceManager('READY=1', undefined)
})
