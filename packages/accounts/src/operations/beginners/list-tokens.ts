import type { AccountId } from '@mycelium/kernel';
import { boolean, described, list, shape, withDefault } from '@mycelium/schema';
import { ConnectionStringView, connectionStringView } from '../../views/connection-string-view.ts';
import { EXAMPLE_ACCOUNT_ID } from '../example-values.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { actor } from '../writers.ts';
import { TOKENS_PATH } from './own-tokens.ts';

export const listTokens = operation({
  name: 'beginners.tokens.list',
  route: `GET ${TOKENS_PATH}`,
  access: 'account',
  summary: "List the connection strings of the caller's account.",
  description: 'Newest first. They are named and described; what they are made of cannot be had again.',
  params: shape('ListTokensParams', {
    withExpired: described(withDefault(boolean(), false), 'Also those that have expired or were revoked.'),
  }),
  result: list(ConnectionStringView),
  errors: [],
  example: {
    params: {},
    result: [
      {
        id: 7,
        innerId: '018f2b6a-93d4-7c11-8e52-6a1f0b7d3c90',
        accountId: EXAMPLE_ACCOUNT_ID,
        email: { username: 'maria', domain: 'acme.example' },
        name: 'Nightly import',
        expiration: '2027-01-01T00:00:00.000Z',
        createdAt: '2026-03-02T09:30:00.000Z',
        scope: [{ aid: EXAMPLE_ACCOUNT_ID }, { rls: [{ name: 'editor', permission: 'read' }] }],
      },
    ],
  },
  run: ({ unitOfWork, clock }: Needs<'unitOfWork' | 'clock'>, { caller }, { withExpired }) =>
    unitOfWork.run(async ({ connectionStrings }) => {
      const records = await connectionStrings.list(actor(caller).id as AccountId);
      const now = clock.now();
      return records.filter(({ expiration }) => withExpired || expiration > now).map(connectionStringView);
    }),
});
