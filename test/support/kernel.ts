/**
 * `node --import tsx test/support/kernel.ts DIR`: a tree of ours, mounted at DIR, that behaves as a busy kernel's.
 * Ends with the mount.
 */
import { Scst } from '../../src/core/scst.ts'
import { silent } from '../../src/lib/log.ts'
import { mountSysfs } from '../../src/mount/mount.ts'
import { loadModules } from '../../src/tree/modules.ts'
import { Tree } from '../../src/tree/tree.ts'
import { QueueingSysfs } from './queueing-sysfs.ts'

const scst = new Scst()
const { iscsi } = loadModules(scst)
if (iscsi) iscsi.openState = 'open'
const mount = await mountSysfs(new QueueingSysfs(new Tree(scst)), process.argv[2]!, silent)
console.log('mounted')
process.once('SIGTERM', () => void mount.unmount())
await mount.ended
await scst.close()
