import { type AccountId, refuse } from '@mycelium/kernel';
import { list, shape, text, uuid } from '@mycelium/schema';
import type { User } from '../../model/user.ts';
import { EXAMPLE_ACCOUNT_ID } from '../example-values.ts';
import { permissionLevel } from '../fields.ts';
import { INVITATION_PATTERN } from '../invite-guest.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { audit, forgetCaller, writtenByAccount, writtenByUser } from '../writers.ts';
import { REGISTRATION_ERRORS, registeredUser } from './registered-user.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const acceptInvitation = operation({
  name: 'beginners.guests.acceptInvitation',
  route: `POST ${INVITATION_PATTERN}/accept`,
  // An account is not needed to accept; the role counts as soon as there is one.
  access: 'bearer',
  summary: 'Accept an invitation to an account.',
  description:
    "Only one's own: the invitation must have gone to the e-mail of the credential. Accepting it again changes nothing " +
    'and answers the same: the role, the account and the permission.',
  params: shape('AcceptInvitationParams', {
    accountId: uuid<AccountId>(),
    guestRoleName: text({ min: 1, max: 140 }),
    permission: permissionLevel(),
  }),
  result: list(text(), { min: 3, max: 3 }),
  errors: ['INVITATION_NOT_FOUND', 'USER_INACTIVE', ...REGISTRATION_ERRORS],
  example: {
    params: { accountId: EXAMPLE_ACCOUNT_ID, guestRoleName: 'editor', permission: 'write' },
    result: ['editor', EXAMPLE_ACCOUNT_ID, 'write'],
  },
  run: (ports: Ports, { caller }, { accountId, guestRoleName: role, permission }) =>
    ports.unitOfWork.run(async stores => {
      const user = await registeredUser(stores, ports, caller);
      if (!user.isActive) throw refuse('USER_INACTIVE');
      const key = { email: user.email, accountId, role, permission };
      const outcome = await stores.guests.accept(key, ports.clock.now());
      if (outcome === 'absent') throw refuse('INVITATION_NOT_FOUND');
      if (outcome === 'accepted') {
        await audit(stores, ports, {
          action: 'accept_invitation',
          details: { role, permission },
          resourceType: 'account',
          resourceId: accountId,
          event: 'updated',
          performedBy: writerOf(user),
        });
        stores.afterCommit(() => forgetCaller(ports.cache, user.email));
      }
      return [role, accountId, permission];
    }),
});

const writerOf = ({ accountId, ...user }: User) =>
  accountId ? writtenByAccount({ id: accountId }) : writtenByUser(user);
