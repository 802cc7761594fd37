import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Box, startBox } from '../../support/box.ts'
import { LoginRefused, Session } from '../../support/initiator/session.ts'
import { isolated, prepared } from '../../support/isolated.ts'
import { run } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

/**
 * ClusterLabs' resource agents with `implementation=scst`, as Debian trixie has them (Debian 12's know nothing of SCST):
 * fetched with apt into a scratch folder and run from there.
 */
const TARGET = 'iqn.2026-01.test.tscst:cluster'
const CHAP = { user: 'joe', secret: 'joes-long-secret' }

const SUCCESS = 0
const NOT_RUNNING = 7

const AGENTS = 'root/usr/lib/ocf/resource.d/heartbeat'

isolated(
  "Pacemaker's agents",
  import.meta,
  () => {
    let box: Box
    before(async () => {
      box = await startBox()
    })
    after(() => box.stop())

    const parameters = (of: Readonly<Record<string, string>>) =>
      Object.entries({ implementation: 'scst', ...of })
        .map(([name, value]) => `OCF_RESKEY_${name}='${value}'`)
        .join(' ')

    const agent = async (name: string, action: string, of: Readonly<Record<string, string>>) => {
      const ocf = join(prepared(), 'root/usr/lib/ocf')
      const environment = `OCF_ROOT=${ocf} OCF_RESOURCE_INSTANCE=disk ${parameters(of)}`
      const result = await box.shell(`${environment} ${join(prepared(), AGENTS, name)} ${action}`)
      return { ...result, said: `${name} ${action}: ${result.stdout}${result.stderr}` }
    }

    const target = (action: string) =>
      agent('iSCSITarget', action, {
        iqn: TARGET,
        portals: '127.0.0.1:3260',
        allowed_initiators: 'iqn.2026-01.test:node1 iqn.2026-01.test:node2',
        incoming_username: CHAP.user,
        incoming_password: CHAP.secret,
      })
    const unit = (action: string) =>
      agent('iSCSILogicalUnit', action, {
        target_iqn: TARGET,
        lun: '1',
        path: '/dev/sda5',
        scsi_sn: '0123456789',
        vendor_id: 'TSCST',
        product_id: 'cluster',
      })
    const logIn = (initiator: string, chap?: typeof CHAP) =>
      Session.logIn({ port: 3260, initiator, target: TARGET, ...(chap && { chap }) })
    let session: Session

    const expect = async (status: number, result: Promise<{ exit: number; said: string }>) => {
      const { exit, said } = await result
      assert.equal(exit, status, said)
    }

    test('iSCSITarget: start, monitor', async () => {
      await expect(NOT_RUNNING, target('monitor'))
      await expect(SUCCESS, target('start'))
      await expect(SUCCESS, target('monitor'))
    })

    test('iSCSILogicalUnit: start, monitor, and the unit as an allowed initiator sees it', async () => {
      await expect(NOT_RUNNING, unit('monitor'))
      await expect(SUCCESS, unit('start'))
      await expect(SUCCESS, unit('monitor'))
      session = await logIn('iqn.2026-01.test:node1', CHAP)
      const inquiry = await session.scsi(Buffer.from('120000002400', 'hex'), { lun: 1, alloc: 36 })
      assert.match(inquiry.data.toString('latin1', 8, 16), /^TSCST +$/)
      const serial = await session.scsi(Buffer.from('12018000ff00', 'hex'), { lun: 1, alloc: 255 })
      assert.equal(serial.data.toString('latin1', 4), '0123456789')
    })

    test('the account is in force', async () => {
      const wrong = { ...CHAP, secret: 'another-long-secret' }
      await assert.rejects(logIn('iqn.2026-01.test:node2', wrong), LoginRefused)
      const second = await logIn('iqn.2026-01.test:node2', CHAP)
      second.kill()
      await second.connection.closed
    })

    test('stop: the unit goes, live sessions are closed, the target goes', async () => {
      await expect(SUCCESS, unit('stop'))
      await expect(NOT_RUNNING, unit('monitor'))
      await expect(SUCCESS, target('stop'))
      await session.connection.closed
      await expect(NOT_RUNNING, target('monitor'))
    })

    test('stopped twice, and started again', async () => {
      for (const action of ['stop', 'start', 'monitor']) {
        await expect(SUCCESS, target(action))
        await expect(SUCCESS, unit(action))
      }
      await expect(SUCCESS, unit('stop'))
      await expect(SUCCESS, target('stop'))
    })
  },
  {
    needs: [
      { program: 'apt-get', from: 'apt' },
      { program: 'dpkg-deb', from: 'dpkg' },
    ],
    prepare: fetchAgents,
  },
)

/** Unpacks trixie's resource-agents into a scratch folder; nothing is installed and apt's own state stays as it is. */
async function fetchAgents(): Promise<{ directory: string } | { skip: string }> {
  const directory = temporaryDirectory().path
  mkdirSync(join(directory, 'state/lists/partial'), { recursive: true })
  mkdirSync(join(directory, 'cache/archives/partial'), { recursive: true })
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
  writeFileSync(
    join(directory, 'sources.list'),
    `deb [signed-by=${keyring}] http://deb.debian.org/debian trixie main\n`,
  )
  const options = [
    `Dir::Etc::sourcelist=${directory}/sources.list`,
    ...['Dir::Etc::sourceparts=/dev/null', 'Dir::State::status=/var/lib/dpkg/status'],
    ...['APT::Sandbox::User=root', 'APT::Update::Error-Mode=any'],
    ...[`Dir::State=${directory}/state`, `Dir::Cache=${directory}/cache`],
  ].flatMap((option) => ['-o', option])
  for (const command of [['update'], ['download', 'resource-agents']]) {
    const result = await run('apt-get', ['-qq', ...options, ...command], { cwd: directory })
    if (result.exit !== 0) return { skip: `needs Debian trixie's package archive: ${result.stderr.trim()}` }
  }
  const unpacked = await run('bash', ['-c', 'dpkg-deb -x resource-agents_*.deb root'], { cwd: directory })
  assert.equal(unpacked.exit, 0, unpacked.stderr)
  return { directory }
}
