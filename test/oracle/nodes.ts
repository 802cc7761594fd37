import type { ByteString } from '../../src/lib/bytes.ts'
import type { Node } from '../../src/sysfs/sysfs.ts'
import { type RecordedNode, ROOT } from './recording.ts'

/** A snapshot in the recorder's form. */
export function recordedNodes(node: Node, path: ByteString = ROOT): RecordedNode[] {
  const mode = `0${node.mode.toString(8)}`
  if (node.type === 'link') return [{ path, type: 'link', mode, target: node.target }]
  if (node.type === 'dir') {
    const below = [...node.entries].flatMap(([name, entry]) => recordedNodes(entry, `${path}/${name}`))
    return [{ path, type: 'dir', mode }, ...below]
  }
  if (node.error)
    return [{ path, type: 'file', mode, content: null, error: `${node.error.stage}:${node.error.code}` }]
  return [{ path, type: 'file', mode, content: node.content ?? '' }]
}

/** A path of ours for one of theirs. */
export const relativePath = (path: ByteString): ByteString => path.slice(ROOT.length + 1)
