import { refuse } from '@mycelium/kernel';
import { shape } from '@mycelium/schema';
import { AccountView, accountView } from '../../views/account-view.ts';
import { EXAMPLE_ACCOUNT } from '../example-values.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const getAccount = operation({
  name: 'beginners.accounts.get',
  route: 'GET /_adm/beginners/accounts',
  access: 'bearer',
  summary: "Give the caller's own account.",
  params: shape('GetAccountParams', {}),
  result: AccountView,
  errors: ['ACCOUNT_NOT_FOUND'],
  example: { params: {}, result: EXAMPLE_ACCOUNT },
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, { caller }) => {
    const id = caller.account?.id;
    if (!id) throw refuse('ACCOUNT_NOT_FOUND', { details: 'Create one: POST /_adm/beginners/accounts.' });
    return unitOfWork.run(async ({ accounts }) => {
      const account = await accounts.byId(id);
      if (!account || account.isDeleted) throw refuse('ACCOUNT_NOT_FOUND');
      return accountView(account, await accounts.owners(id));
    });
  },
});
