import type { IscsiDriver } from '../../iscsi/driver.ts'
import { findParameter } from '../../iscsi/parameters.ts'
import type { IscsiTarget } from '../../iscsi/target.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { Refusal, refuse } from '../../lib/refusal.ts'
import { Words, words } from '../../lib/words.ts'
import type { Attribute } from '../attribute.ts'
import { collides } from '../directory.ts'
import { type Mgmt, mgmt, PARAMETERS_ARE_PAIRS, usage, type Verb } from '../mgmt.ts'
import { accountDirection, addAccount, baseName, deleteAccount } from './accounts.ts'

const USAGE =
  usage(
    'add_target target_name [parameters]',
    'del_target target_name',
    'add_attribute <attribute> <value>',
    'del_attribute <attribute> <value>',
    'add_target_attribute target_name <attribute> <value>',
    'del_target_attribute target_name <attribute> <value>',
  ) +
  PARAMETERS_ARE_PAIRS +
  '\nThe following target driver attributes available: IncomingUser, OutgoingUser\n' +
  'The following target attributes available: IncomingUser, OutgoingUser, allowed_portal\n\n'

const invalid = (): Refusal => new Refusal('EINVAL')

/** Without anybody to serve it the driver takes no command. */
function mustBeOpen(driver: IscsiDriver): void {
  if (driver.openState !== 'closed') return
  driver.log.error('User space process is not connected. Is iscsi-scstd running?')
  throw new Refusal('EPERM')
}

/** A `;` ends a new target's name and begins its parameters, also where no blank stands behind it. */
const nameAndParameters = (driver: IscsiDriver, rest: Words): readonly [ByteString, ByteString] => {
  const [name = '', ...parameters] = targetName(driver, rest).split(';')
  if (name === '') throw invalid()
  return [name, [...parameters, rest.rest].join(';')]
}

const targetName = ({ scst }: IscsiDriver, rest: Words): ByteString =>
  rest.next() || refuse(scst.log, 'EINVAL', 'Target name required')

/** Parameters that a target can be made with; unlike in other files an empty piece does not end the list. */
function prepare(target: IscsiTarget, parameters: ByteString): void {
  for (const piece of parameters.split(/[;\n]/)) {
    const [name, ...values] = words(piece)
    if (name !== undefined && !name.startsWith('#')) setInitially(target, name, values)
  }
}

function setInitially(target: IscsiTarget, name: ByteString, values: readonly ByteString[]): void {
  if (accountDirection(name)) {
    if (values.length !== 2) throw invalid()
    addAccount(target.accounts, name, new Words(values.join(' ')))
    return
  }
  if (name.toLowerCase() === 'alias') return
  const parameter = findParameter(name)
  if (!parameter || values.length !== 1) throw invalid()
  parameter.set(target, values[0]!)
}

/** `files`: entries of the driver's directory that a target's cannot replace. */
const addTarget =
  (files: () => readonly ByteString[]): Verb<IscsiDriver> =>
  (driver, rest) => {
    const [name, parameters] = nameAndParameters(driver, rest)
    mustBeOpen(driver)
    const { accounts, targets } = driver
    driver.addTarget(name, (target) => {
      prepare(target, parameters)
      const taken = [...files(), ...accounts.incoming.keys(), ...accounts.outgoing.keys()]
      if (collides(name, targets, taken)) throw new Refusal('EBUSY')
    })
  }

const namedTarget = (driver: IscsiDriver, rest: Words): IscsiTarget => {
  const target = driver.findTarget(rest.next())
  if (!target) throw new Refusal('ENOENT')
  return target
}

/** `files`: what else stands in the driver's directory. */
export const driverMgmt = (files: () => readonly ByteString[]): Attribute<IscsiDriver> =>
  mgmt({ usage: USAGE, verbs: { ...verbs, add_target: addTarget(files) } })

const verbs: Mgmt<IscsiDriver>['verbs'] = {
  del_target(driver, rest) {
    const name = targetName(driver, rest)
    const extra = rest.next()
    if (extra !== '') refuse(driver.scst.log, 'EINVAL', `Syntax error on "${extra}"`)
    mustBeOpen(driver)
    return driver.deleteTarget(name)
  },
  add_attribute(driver, rest) {
    mustBeOpen(driver)
    const attribute = rest.next()
    if (!accountDirection(attribute)) throw invalid()
    addAccount(driver.accounts, attribute, rest)
  },
  del_attribute(driver, rest) {
    mustBeOpen(driver)
    const attribute = rest.next()
    if (!accountDirection(attribute)) throw invalid()
    deleteAccount(driver.accounts, attribute, rest)
  },
  add_target_attribute(driver, rest) {
    mustBeOpen(driver)
    const target = namedTarget(driver, rest)
    const attribute = rest.next()
    if (accountDirection(attribute)) addAccount(target.accounts, attribute, rest)
    else if (isPortal(attribute)) target.addAllowedPortal(onlyWord(rest))
    else throw invalid()
  },
  del_target_attribute(driver, rest) {
    mustBeOpen(driver)
    const target = namedTarget(driver, rest)
    const attribute = rest.next()
    if (accountDirection(attribute)) deleteAccount(target.accounts, attribute, rest)
    else if (isPortal(attribute)) target.deleteAllowedPortal(rest.next())
    else throw invalid()
  },
}

const isPortal = (attribute: ByteString): boolean => baseName(attribute) === 'allowed_portal'

const onlyWord = (rest: Words): ByteString => {
  const word = rest.next()
  if (word === '' || rest.next() !== '') throw invalid()
  return word
}
