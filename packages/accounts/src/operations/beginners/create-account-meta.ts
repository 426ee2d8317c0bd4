import { shape } from '@mycelium/schema';
import { accountMetaKey, metaValue } from '../fields.ts';
import { operation } from '../operation.ts';
import {
  AccountMetaView,
  META_PATH,
  type MetaPorts,
  noteMetaChange,
  putOwnMeta,
  refuseReserved,
} from './own-meta.ts';

export const createAccountMeta = operation({
  name: 'beginners.meta.create',
  route: `POST ${META_PATH}`,
  status: 201,
  access: 'account',
  summary: "Put an entry into the metadata of the caller's account.",
  description: 'Overwrites an entry of the same key. Gives all entries.',
  params: shape('CreateAccountMetaParams', { key: accountMetaKey(), value: metaValue() }),
  result: AccountMetaView,
  errors: ['ACTION_NOT_AUTHORISED', 'ACCOUNT_NOT_FOUND', 'INVALID_STATE'],
  example: {
    params: { key: 'job_title', value: 'Editor in chief' },
    result: { job_title: 'Editor in chief', locale: 'pt-br' },
  },
  run: (ports: MetaPorts, { caller }, { key, value }) =>
    ports.unitOfWork.run(async stores => {
      refuseReserved(key);
      const meta = await putOwnMeta(stores, ports, { caller, key, value });
      await noteMetaChange(stores, ports, { caller, key, event: 'created' });
      return meta;
    }),
});
