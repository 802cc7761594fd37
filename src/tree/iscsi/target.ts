import { PARAMETERS } from '../../iscsi/parameters.ts'
import type { IscsiSession } from '../../iscsi/session.ts'
import type { IscsiTarget } from '../../iscsi/target.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { firstWordFlag, wholeText } from '../../lib/readers.ts'
import { Refusal } from '../../lib/refusal.ts'
import { trimBlanks, words } from '../../lib/words.ts'
import { type Attribute, type Attributes, daemonLine, fixed, valueLine } from '../attribute.ts'
import { type Directory, directory, members } from '../directory.ts'
import { file } from '../place.ts'
import { enabledAttribute, targetAttributes, targetDirectories } from '../target.ts'
import { accountEntries, answer } from './accounts.ts'
import { redirect } from './redirect.ts'
import { iscsiSession } from './session.ts'

/** Negotiation keys and limits, each as its table has it. */
const parameters: Attributes<IscsiTarget> = Object.fromEntries(
  Array.from(PARAMETERS, ([name, parameter]): [ByteString, Attribute<IscsiTarget>] => [
    name,
    {
      mode: 0o644,
      show: (target) => valueLine(parameter.print(target), !parameter.isDefault(target), 'daemon'),
      store: (target, text) => parameter.set(target, text),
    },
  ]),
)

const alias: Attribute<IscsiTarget> = {
  mode: 0o644,
  show: (target) => answer(valueLine(target.alias, target.alias !== '', 'daemon')),
  store: (target, text) => {
    target.alias = trimBlanks(wholeText(text))
    target.iscsi.targetChanged(target)
  },
}

const perPortalAcl: Attribute<IscsiTarget> = {
  mode: 0o644,
  show: (target) => daemonLine(target.perPortalAcl ? '1' : '0', target.perPortalAcl),
  store: (target, text) => {
    target.perPortalAcl = firstWordFlag(text)
  },
}

interface Portal {
  readonly target: IscsiTarget
  readonly entry: ByteString
}

const allowedPortal: Attribute<Portal> = {
  mode: 0o644,
  show: ({ target, entry }) => answer(valueLine(target.allowedPortals.get(entry)!, true, 'daemon')),
  store: ({ target, entry }, text) => {
    const [pattern] = words(text)
    if (pattern === undefined) throw new Refusal('EINVAL')
    target.replaceAllowedPortal(entry, pattern)
  },
}

export const iscsiTarget: Directory<IscsiTarget> = {
  attributes: {
    ...targetAttributes,
    ...parameters,
    alias,
    enabled: enabledAttribute,
    per_portal_acl: perPortalAcl,
    redirect,
    tid: fixed(({ tid }) => tid),
  },
  children: [
    targetDirectories<IscsiTarget>((session) => directory(iscsiSession, session as IscsiSession)),
    members(
      ({ allowedPortals }) => allowedPortals,
      (_, target, entry) => file(allowedPortal, { target, entry }),
    ),
    ...accountEntries<IscsiTarget>(({ accounts }) => accounts),
  ],
}
