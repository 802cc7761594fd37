import { printValue, SESSION_KEYS } from '../../iscsi/login/keys.ts'
import type { IscsiSession, SessionConnection } from '../../iscsi/session.ts'
import { type Attribute, type Attributes, content, fixed } from '../attribute.ts'
import { type Directory, directory, members } from '../directory.ts'
import { forceClose, sessionAttributes, sessionKind } from '../sessions.ts'

/** Of one connection; most values stand without a newline. */
const connection: Directory<SessionConnection> = {
  attributes: {
    cid: content(({ cid }) => String(cid)),
    ip: content(({ ip }) => ip),
    state: content(({ state }) => state),
    target_ip: content(({ targetIp }) => targetIp),
    transport: content(() => 'iSCSI-TCP\n'),
  },
}

/** What was agreed on at login. */
const negotiated: Attributes<IscsiSession> = Object.fromEntries(
  SESSION_KEYS.map((name): [string, Attribute<IscsiSession>] => [
    name,
    fixed(({ parameters }) => printValue(parameters[name])),
  ]),
)

/** A normal session in full feature phase. */
export const iscsiSession: Directory<IscsiSession> = sessionKind(
  {
    ...sessionAttributes,
    ...negotiated,
    force_close: forceClose,
    reinstating: fixed(({ reinstating }) => (reinstating ? '1' : '0')),
    sid: fixed(({ sid }) => sid),
    thread_pid: fixed(() => process.pid),
  },
  [
    members(
      ({ connections }) => connections,
      (one) => directory(connection, one),
    ),
  ],
)
