import type { ByteString } from '../lib/bytes.ts'
import type { DirectoryNode, Node } from '../sysfs/sysfs.ts'

/** As many links as Linux follows in one path. */
const MAX_LINKS = 40

/** The node at a path of a snapshot, following links; undefined where there is none. */
export function nodeAt(root: DirectoryNode, path: ByteString, links = 0): Node | undefined {
  const names = path.split('/')
  const passed: Node[] = [root]
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!
    if (name === '' || name === '.') continue
    if (name === '..') {
      if (passed.length > 1) passed.pop()
      continue
    }
    const here: Node = passed.at(-1)!
    const next = here.type === 'dir' ? here.entries.get(name) : undefined
    if (!next) return undefined
    if (next.type === 'link') {
      if (links >= MAX_LINKS) return undefined
      const way = [...names.slice(0, index), next.target, ...names.slice(index + 1)]
      return nodeAt(root, way.join('/'), links + 1)
    }
    passed.push(next)
  }
  return passed.at(-1)
}

/** The directory at a path, following links. */
export function directoryAt(root: DirectoryNode, path: ByteString): DirectoryNode | undefined {
  const node = nodeAt(root, path)
  return node?.type === 'dir' ? node : undefined
}

/** The last component of a link's target. */
export const tailOf = (path: ByteString): ByteString => path.slice(path.lastIndexOf('/') + 1)

/** Where the link at a path leads, by its last component; undefined when there is no link. */
export function lastLinkName(root: DirectoryNode, path: ByteString): ByteString | undefined {
  const slash = path.lastIndexOf('/')
  const link = directoryAt(root, path.slice(0, slash))?.entries.get(path.slice(slash + 1))
  return link?.type === 'link' ? tailOf(link.target) : undefined
}
