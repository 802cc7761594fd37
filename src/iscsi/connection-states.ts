import { StateMachine, type Transition } from './transitions.ts'

/** RFC 7143 §8.1.4, target side. */
export type ConnectionState =
  | 'FREE'
  | 'XPT_UP'
  | 'IN_LOGIN'
  | 'LOGGED_IN'
  | 'IN_LOGOUT'
  | 'LOGOUT_REQUESTED'
  | 'CLEANUP_WAIT'

export type ConnectionEvent =
  | 'accepted'
  | 'login begins'
  | 'login succeeds'
  | 'logout is asked for'
  | 'logout begins'
  | 'closed'
  | 'cleaned up'

const TABLE: readonly Transition<ConnectionState, ConnectionEvent>[] = [
  ['FREE', 'accepted', 'XPT_UP', 'T3'],
  ['XPT_UP', 'login begins', 'IN_LOGIN', 'T4'],
  ['XPT_UP', 'closed', 'FREE', 'T6'],
  ['IN_LOGIN', 'login succeeds', 'LOGGED_IN', 'T5'],
  ['IN_LOGIN', 'closed', 'FREE', 'T7'],
  ['LOGGED_IN', 'logout is asked for', 'LOGOUT_REQUESTED', 'T11'],
  ['LOGGED_IN', 'logout begins', 'IN_LOGOUT', 'T9'],
  ['LOGGED_IN', 'closed', 'CLEANUP_WAIT', 'T15'],
  ['LOGOUT_REQUESTED', 'logout is asked for', 'LOGOUT_REQUESTED', 'T12'],
  ['LOGOUT_REQUESTED', 'logout begins', 'IN_LOGOUT', 'T10'],
  ['LOGOUT_REQUESTED', 'closed', 'CLEANUP_WAIT', 'T16'],
  ['IN_LOGOUT', 'closed', 'CLEANUP_WAIT', 'T17'],
  ['CLEANUP_WAIT', 'cleaned up', 'FREE', 'M1'],
]

export const connectionStates = (): StateMachine<ConnectionState, ConnectionEvent> =>
  new StateMachine('FREE', TABLE)
