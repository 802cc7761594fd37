import { isIP } from 'node:net'
import type { IscsiDriver, IsnsServer } from '../../iscsi/driver.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { firstWordFlag, wholeText } from '../../lib/readers.ts'
import { Refusal } from '../../lib/refusal.ts'
import { trimBlanks, words } from '../../lib/words.ts'
import { type Attribute, type Attributes, content, daemonLine, value } from '../attribute.ts'
import { type Directory, directory, members } from '../directory.ts'
import { ISCSI_TRACE, traceLevel } from '../trace-level.ts'
import { accountEntries, answer } from './accounts.ts'
import { driverMgmt } from './mgmt.ts'
import { iscsiTarget } from './target.ts'

/** While nobody serves the driver only these exist. */
const always: Attributes<IscsiDriver> = {
  mgmt: driverMgmt(() => Object.keys(iscsiDriver.attributes)),
  open_state: content(({ openState }) => `${openState}\n`),
  trace_level: traceLevel(({ scst, name }) => ({ scst, name, module: 'iscsi-scst' }), ISCSI_TRACE),
  version: content(() => '3.11.0-pre\nTRACING\n'),
}

/** The daemon's answers end in one newline more. */
const daemonFlag = (
  get: (driver: IscsiDriver) => boolean,
  isKey: (on: boolean) => boolean,
  set: (driver: IscsiDriver, on: boolean) => void,
): Attribute<IscsiDriver> => ({
  mode: 0o644,
  show: (driver) => {
    const on = get(driver)
    return daemonLine(on ? '1' : '0', isKey(on))
  },
  store: (driver, text) => set(driver, firstWordFlag(text)),
})

const serverText = (server: IsnsServer | undefined): ByteString =>
  server ? `${server.address} ${server.accessControl ? 'AccessControl' : ''}` : ''

/** Scripts write it for no server. */
const EMPTY_QUOTES = '""'

/** `SERVER [AccessControl [No]]` */
const isnsServer: Attribute<IscsiDriver> = {
  mode: 0o644,
  show: (driver) => answer(daemonLine(serverText(driver.isnsServer), driver.isnsServer !== undefined)),
  async store(driver, text) {
    const given = words(text)
    const [address, second, third] = given
    const isKnown = second === undefined || second.toLowerCase() === 'accesscontrol'
    const isNone = address === undefined || (address === EMPTY_QUOTES && given.length === 1)
    const accessControl = second !== undefined && third?.toLowerCase() !== 'no'
    await driver.registerAt(isNone || !isKnown ? undefined : { address, accessControl })
    if (!isKnown) throw new Refusal('EINVAL')
  },
}

const internalPortal: Attribute<IscsiDriver> = {
  mode: 0o644,
  show: ({ internalPortals }) => answer(daemonLine(internalPortals.join(' '), internalPortals.length > 0)),
  store: (driver, text) => {
    const portals = trimBlanks(text)
      .split(/[ \t\r\n\v\f]+/)
      .filter((portal) => portal !== '')
    if (portals.some((portal) => isIP(portal) === 0)) throw new Refusal('EINVAL')
    driver.internalPortals = portals
  },
}

/** Longest entity identifier (RFC 4171 §6.2.1), in bytes. */
const MAX_ENTITY = 255

const openOnly: Attributes<IscsiDriver> = {
  enabled: daemonFlag(
    (driver) => driver.enabled,
    () => false,
    (driver, on) => {
      driver.enabled = on
    },
  ),
  iSNSServer: isnsServer,
  internal_portal: internalPortal,
  isns_entity_name: value({
    get: ({ isnsEntityName }) => isnsEntityName,
    read: (text) => words(wholeText(text))[0]?.slice(0, MAX_ENTITY) ?? '',
    set: (driver, name) => {
      driver.isnsEntityName = name
    },
  }),
  link_local: daemonFlag(
    ({ linkLocal }) => linkLocal,
    (on) => !on,
    (driver, on) => {
      driver.linkLocal = on
    },
  ),
}

export const closedIscsiDriver: Directory<IscsiDriver> = { attributes: always }

export const iscsiDriver: Directory<IscsiDriver> = {
  attributes: { ...always, ...openOnly },
  children: [
    members(
      ({ targets }) => targets,
      (target) => directory(iscsiTarget, target),
    ),
    ...accountEntries<IscsiDriver>(({ accounts }) => accounts),
  ],
}
