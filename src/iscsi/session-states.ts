import { StateMachine, type Transition } from './transitions.ts'

/** RFC 7143 §8.3.2; Q5 needs session continuation, which DefaultTime2Retain 0 rules out. */
export type SessionState = 'FREE' | 'ACTIVE' | 'LOGGED_IN' | 'FAILED'

export type SessionEvent = 'login begins' | 'login succeeds' | 'logged out' | 'failed' | 'cleaned up'

const TABLE: readonly Transition<SessionState, SessionEvent>[] = [
  ['FREE', 'login begins', 'ACTIVE', 'N1'],
  ['ACTIVE', 'login succeeds', 'LOGGED_IN', 'N2'],
  ['LOGGED_IN', 'logged out', 'FREE', 'N3'],
  ['LOGGED_IN', 'failed', 'FAILED', 'N5'],
  ['FAILED', 'cleaned up', 'FREE', 'N6'],
]

export const sessionStates = (): StateMachine<SessionState, SessionEvent> => new StateMachine('FREE', TABLE)
