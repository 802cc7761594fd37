import type { ByteString } from '../lib/bytes.ts'
import type { DirectoryNode, Node } from '../sysfs/sysfs.ts'

/** As many links as Linux follows in one path. */
const MAX_LINKS = 40

/** The node at a path of a snapshot, following links; undefined where there is none. */
export function nodeAt(root: DirectoryNode, path: ByteString, links = 0): Node | undefined {
  const passed: [ByteString, Node][] = []
  let node: Node = root
  const names = path.split('/')
  for (const [index, name] of names.entries()) {
    if (name === '' || name === '.') continue
    if (name === '..') {
      passed.pop()
      node = passed.at(-1)?.[1] ?? root
      continue
    }
    const next: Node | undefined = node.type === 'dir' ? node.entries.get(name) : undefined
    if (!next) return undefined
    if (next.type === 'link') {
      if (links >= MAX_LINKS) return undefined
      const above = passed.map(([passedName]) => passedName)
      return nodeAt(root, [...above, next.target, ...names.slice(index + 1)].join('/'), links + 1)
    }
    passed.push([name, next])
    node = next
  }
  return node
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
