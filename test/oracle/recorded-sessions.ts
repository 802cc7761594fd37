import type { ByteString } from '../../src/lib/bytes.ts'
import type { Sysfs } from '../../src/sysfs/sysfs.ts'
import { LIBISCSI_OFFERS, Session } from '../support/initiator/session.ts'
import { type RecordedNode, ROOT } from './recording.ts'

const PORT = 3260
const SESSION = /^targets\/iscsi\/([^/]+)\/sessions\/([^/]+)$/

/**
 * Logs in once for each iSCSI session that a recorded tree shows, as libiscsi does: with the account that the target
 * asks for and the digest that was agreed on.
 */
export async function logInAsRecorded(sysfs: Sysfs, nodes: readonly RecordedNode[]): Promise<Session[]> {
  const contents = new Map(nodes.map(({ path, content }) => [path.slice(ROOT.length + 1), content ?? '']))
  const isnsServer = await sysfs.read('targets/iscsi/iSNSServer')
  await setServer(sysfs, isnsServer.replace(/ AccessControl/, ''))
  const sessions: Session[] = []
  for (const directory of contents.keys()) {
    const [, target, initiator] = SESSION.exec(directory) ?? []
    if (target === undefined || initiator === undefined) continue
    const digest = contents.get(`${directory}/HeaderDigest`)?.startsWith('CRC32C') ? 'CRC32C' : 'None'
    const account = accountOf(contents.get(`targets/iscsi/${target}/IncomingUser`))
    sessions.push(
      await Session.logIn({
        ...{ port: PORT, initiator: initiator.replace(/_\d+$/, ''), target },
        offers: LIBISCSI_OFFERS.map(
          ([key, value]) => [key, key === 'HeaderDigest' ? digest : value] as const,
        ),
        ...(account === undefined ? {} : { chap: account }),
      }),
    )
  }
  await setServer(sysfs, isnsServer)
  return sessions
}

/** No server of the replay lists initiators: while they log in, access control stays off. */
async function setServer(sysfs: Sysfs, content: ByteString): Promise<void> {
  const value = content.split('\n')[0]!
  if (value !== '') await sysfs.write('targets/iscsi/iSNSServer', `${value}\n`)
}

function accountOf(content: ByteString | undefined): { user: string; secret: string } | undefined {
  const [user, secret] = content?.split('\n')[0]?.split(' ') ?? []
  return user === undefined || secret === undefined ? undefined : { user, secret }
}
