import type { ByteString } from '../lib/bytes.ts'

const ALLOWED = ['strict', 'default']

/** What is wrong with a compatibility; undefined where nothing is. */
export const compatibilityFault = (given: ByteString | undefined): ByteString | undefined =>
  !given || ALLOWED.includes(given) ? undefined : `Unknown compatibility: ${given} (${ALLOWED.join(' or ')})`
