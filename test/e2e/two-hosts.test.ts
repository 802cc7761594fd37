import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Daemon, startDaemon } from '../support/daemon.ts'
import { Connection, ConnectionClosed } from '../support/initiator/connection.ts'
import { type Keys, keysOf, type LoginResponse } from '../support/initiator/login.ts'
import { RawInitiator } from '../support/initiator/raw.ts'
import { Session } from '../support/initiator/session.ts'
import { isolated } from '../support/isolated.ts'
import { run } from '../support/programs.ts'

/** Two hosts and the cable between them: we are the initiator's, the daemon is on the other. */
const HOST = `target-${process.pid}`

const PORT = 3260
const FIRST = '10.77.1.2'
const SECOND = '10.77.2.2'
const PORTALS = [FIRST, SECOND]
const FIRST6 = 'fd77::2'
const SECOND6 = 'fd77::3'

const INITIATOR = 'iqn.2005-03.org.vlnb:cacdcd2520'
const OTHER = 'iqn.2005-03.org.vlnb:other'
const I = 'targets/iscsi'

const NOT_ALLOWED = '0203'

isolated(
  'initiator and target on two hosts',
  import.meta,
  () => {
    let daemon: Daemon
    const write = (path: string, text: string) => daemon.sysfs.write(`${I}/${path}`, `${text}\n`)

    before(async () => {
      await connectHosts()
      daemon = await startDaemon({ portals: [], within: ['nsenter', `--net=/run/netns/${HOST}`] })
      await daemon.sysfs.write('handlers/vdisk_fileio/mgmt', 'add_device disk1 filename=/disk1\n')
      await write('enabled', '1')
    })
    after(async () => {
      await daemon.stop()
      await ip('netns', 'delete', HOST)
    })

    /** A target with the disk as LUN 0. */
    const target = async (name: string) => {
      const iqn = `iqn.2006-10.net.vlnb:${name}`
      await write('mgmt', `add_target ${iqn}`)
      await write(`${iqn}/luns/mgmt`, 'add disk1 0')
      await write(`${iqn}/enabled`, '1')
      return iqn
    }

    const sessions = async (iqn: string) =>
      (await daemon.sysfs.list(`${I}/${iqn}/sessions`)).map(({ name }) => name)

    test('portals that a target allows', async () => {
      const iqn = await target('portals')
      const rows: readonly [patterns: string[], allowed: string[]][] = [
        [[], PORTALS],
        [[FIRST], [FIRST]],
        [[FIRST, SECOND], PORTALS],
        [['10.77.?.2'], PORTALS],
        [['10.77.1.*'], [FIRST]],
        [['10.77.?'], []],
        [['!10.77.1.*'], [SECOND]],
        [['10.77.*', '!*.1.?'], [SECOND]],
        [['!*.1.2', '!*.2.2'], []],
        [['!*'], []],
      ]
      for (const [patterns, allowed] of rows) {
        for (const each of patterns) await write('mgmt', `add_target_attribute ${iqn} allowed_portal ${each}`)
        for (const portal of PORTALS) {
          const seen = `${patterns} at ${portal}`
          const isAllowed = allowed.includes(portal)
          const others = allowed.filter((each) => each !== portal)
          assert.deepEqual(await listed(portal, iqn), isAllowed ? addresses(portal, ...others) : [], seen)
          assert.equal(await login(portal, iqn), isAllowed ? '0000' : NOT_ALLOWED, seen)
        }
        for (const each of patterns) await write('mgmt', `del_target_attribute ${iqn} allowed_portal ${each}`)
      }
    })

    test('an initiator that is blocked at one portal', async () => {
      const iqn = await target('per-portal')
      await write(`${iqn}/per_portal_acl`, '1')
      await write(`${iqn}/ini_groups/mgmt`, 'create BLOCKING_GROUP')
      const blocked = (pattern: string) =>
        write(`${iqn}/ini_groups/BLOCKING_GROUP/initiators/mgmt`, `add ${pattern}`)
      await blocked(`${INITIATOR}#${FIRST}`)
      assert.equal(await login(FIRST, iqn), NOT_ALLOWED)
      assert.deepEqual(await listed(FIRST, iqn), [])
      assert.deepEqual(await listed(SECOND, iqn), addresses(SECOND))
      const session = await logIn(SECOND, iqn)
      assert.deepEqual(await sessions(iqn), [`${INITIATOR}#${SECOND}`])
      session.kill()
      assert.equal(await login(FIRST, iqn, OTHER), '0000')
      assert.deepEqual(await listed(FIRST, iqn, OTHER), addresses(FIRST, SECOND))
      await blocked(`${INITIATOR}*`)
      assert.equal(await login(SECOND, iqn), NOT_ALLOWED)
      assert.deepEqual(await listed(SECOND, iqn), [])
    })

    test('redirected logins, and discovery that is not', async () => {
      const iqn = await target('redirected')
      const rows: readonly [value: string, status: string, address: string][] = [
        [`${SECOND}:32600 temp`, '0101', `${SECOND}:32600`],
        [`${SECOND} perm`, '0102', `${SECOND}:${PORT}`],
        [`[${SECOND6}]:3261 perm`, '0102', `[${SECOND6}]:3261`],
      ]
      for (const [value, status, address] of rows) {
        await write(`${iqn}/redirect`, value)
        const answer = await firstAnswer(FIRST, iqn)
        assert.deepEqual(
          [answer.status, answer.t, answer.keys],
          [status, false, [['TargetAddress', address]]],
        )
        assert.deepEqual(await listed(FIRST, iqn), addresses(FIRST, SECOND))
      }
      await write(`${iqn}/redirect`, `${SECOND}:${PORT} temp`)
      assert.equal(await login(FIRST, iqn), '0101')
      assert.equal(await login(SECOND, iqn), '0000', 'who follows a redirection is there')
      await write(`${iqn}/redirect`, '')
      assert.equal(await login(FIRST, iqn), '0000')
    })

    test('an internal portal asks for no CHAP', async () => {
      const iqn = await target('internal')
      await write('mgmt', `add_target_attribute ${iqn} IncomingUser joe 12charsecret`)
      await write('internal_portal', `192.168.1.1 ${FIRST}`)
      const operational = { csg: 1, nsg: 3 }
      const security = { csg: 0, nsg: 1 }
      assert.equal((await firstAnswer(FIRST, iqn, { stage: operational })).status, '0000')
      assert.notEqual((await firstAnswer(SECOND, iqn, { stage: operational })).status, '0000')
      assert.notEqual((await firstAnswer(FIRST, iqn, { stage: security, keys: NO_CHAP })).status, '0000')
      await write('internal_portal', '')
      assert.notEqual((await firstAnswer(FIRST, iqn, { stage: operational })).status, '0000')
    })

    test('IPv6', async () => {
      const iqn = await target('six')
      const [, , ...linkLocal] = await listed(FIRST6, iqn)
      assert.match(linkLocal.join(), /^\[fe80::[\da-f:]+\]:3260,1$/)
      await write('mgmt', `add_target_attribute ${iqn} allowed_portal !fe80:*%*`)
      assert.deepEqual(await listed(FIRST6, iqn), addresses(FIRST6, SECOND6), 'rules see the scope')
      await write('mgmt', `del_target_attribute ${iqn} allowed_portal !fe80:*%*`)
      await write('link_local', '0')
      assert.deepEqual(await listed(FIRST6, iqn), addresses(FIRST6, SECOND6))
      const session = await logIn(SECOND6, iqn)
      await reads(session)
      session.kill()
      await write('mgmt', `add_target_attribute ${iqn} allowed_portal fd77::?`)
      await write('mgmt', `add_target_attribute ${iqn} allowed_portal !*:2`)
      assert.deepEqual(await listed(SECOND6, iqn), addresses(SECOND6))
      assert.deepEqual(await listed(FIRST6, iqn), [])
      assert.equal(await login(FIRST6, iqn), NOT_ALLOWED)
      assert.equal(await login(FIRST, iqn), NOT_ALLOWED)
      assert.equal(await login(SECOND6, iqn), '0000')
    })

    test('a cut cable ends the session; a mended one carries the next', async () => {
      const iqn = await target('cable')
      await write(`${iqn}/NopInInterval`, '1')
      await write(`${iqn}/NopInTimeout`, '2')
      const session = await logIn(FIRST, iqn)
      await reads(session)
      assert.deepEqual(await sessions(iqn), [INITIATOR])
      await ip('-n', HOST, 'link', 'set', 'port', 'down')
      const lost = reads(session).catch((error: unknown) => error)
      await daemon.logged('Timeout 2 sec sending data/waiting for reply to/from initiator')
      await eventually(async () => assert.deepEqual(await sessions(iqn), []))
      await ip('-n', HOST, 'link', 'set', 'port', 'up')
      const next = await eventually(() => logIn(FIRST, iqn))
      await reads(next)
      assert.deepEqual(await sessions(iqn), [INITIATOR])
      next.kill()
      session.kill()
      assert.ok((await lost) instanceof ConnectionClosed)
    })
  },
  { needs: [{ program: 'nsenter', from: 'util-linux' }, { device: '/proc/net/if_inet6' }] },
)

const NO_CHAP: Keys = [['AuthMethod', 'None']]

async function ip(...args: string[]): Promise<void> {
  const result = await run('ip', args)
  assert.equal(result.exit, 0, `ip ${args.join(' ')}: ${result.stderr}`)
}

async function connectHosts(): Promise<void> {
  await ip('netns', 'add', HOST)
  await ip('link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'port', 'netns', HOST)
  await ip('address', 'add', '10.77.1.1/16', 'dev', 'cable')
  await ip('address', 'add', 'fd77::1/64', 'dev', 'cable', 'nodad')
  await ip('link', 'set', 'cable', 'up')
  for (const address of PORTALS) await ip('-n', HOST, 'address', 'add', `${address}/16`, 'dev', 'port')
  for (const address of [FIRST6, SECOND6]) {
    await ip('-n', HOST, 'address', 'add', `${address}/64`, 'dev', 'port', 'nodad')
  }
  await ip('-n', HOST, 'link', 'set', 'lo', 'up')
  await ip('-n', HOST, 'link', 'set', 'port', 'up')
}

const logIn = (host: string, target: string) =>
  Session.logIn({ host, port: PORT, initiator: INITIATOR, target })

interface First {
  readonly initiator?: string
  readonly stage?: { readonly csg: number; readonly nsg: number }
  readonly keys?: Keys
}

/** What the first Login Request is answered; the connection ends. */
async function firstAnswer(
  host: string,
  target: string,
  { initiator = INITIATOR, stage = { csg: 1, nsg: 3 }, keys = [] }: First = {},
): Promise<LoginResponse> {
  const raw = new RawInitiator(await Connection.open({ host, port: PORT }))
  const names: Keys = [
    ['InitiatorName', initiator],
    ['TargetName', target],
  ]
  const answer = await raw.step({ ...stage, keys: [...names, ...keys] })
  raw.close()
  return answer
}

const login = async (host: string, target: string, initiator = INITIATOR): Promise<string> =>
  (await firstAnswer(host, target, { initiator })).status

/** Addresses of the target as SendTargets lists them. */
async function listed(host: string, target: string, initiator = INITIATOR): Promise<string[]> {
  const session = await Session.logIn({ host, port: PORT, initiator })
  const { keys } = await session.text([['SendTargets', target]])
  session.kill()
  return keysOf(keys)
    .filter(([key]) => key === 'TargetAddress')
    .map(([, value]) => value)
}

/** The address asked at, then the others. */
const addresses = (...hosts: string[]): string[] =>
  hosts.map((host) => `${host.includes(':') ? `[${host}]` : host}:${PORT},1`)

async function reads(session: Session): Promise<void> {
  await session.scsi(Buffer.alloc(6)) // the attention of a new session
  const answer = await session.scsi(Buffer.from('28000000000000000100', 'hex'), { alloc: 512 })
  assert.deepEqual([answer.status, answer.data.length], [0, 512])
}

/** Tries again until it succeeds. */
async function eventually<T>(what: () => Promise<T>): Promise<T> {
  for (let patience = 250; ; patience -= 1) {
    try {
      return await what()
    } catch (error) {
      if (patience === 0) throw error
      await pause(20)
    }
  }
}
