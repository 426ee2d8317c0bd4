import { shape } from '@mycelium/schema';
import { accountMetaKey, metaValue } from '../fields.ts';
import { operation } from '../operation.ts';
import {
  AccountMetaView,
  deleteOwnMeta,
  META_PATH,
  type MetaPorts,
  noteMetaChange,
  putOwnMeta,
  refuseReserved,
} from './own-meta.ts';

export const updateAccountMeta = operation({
  name: 'beginners.meta.update',
  route: `PUT ${META_PATH}`,
  access: 'account',
  summary: "Change an entry in the metadata of the caller's account.",
  description: 'The entry has to be there. Gives all entries.',
  params: shape('UpdateAccountMetaParams', { key: accountMetaKey(), value: metaValue() }),
  result: AccountMetaView,
  errors: ['ACTION_NOT_AUTHORISED', 'META_KEY_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'INVALID_STATE'],
  example: {
    params: { key: 'locale', value: 'es' },
    result: { job_title: 'Editor in chief', locale: 'es' },
  },
  run: (ports: MetaPorts, { caller }, { key, value }) =>
    ports.unitOfWork.run(async stores => {
      refuseReserved(key);
      // Taking the entry away tells whether it was there, and nobody can get in between.
      await deleteOwnMeta(stores, ports, { caller, key });
      const meta = await putOwnMeta(stores, ports, { caller, key, value });
      await noteMetaChange(stores, ports, { caller, key, event: 'updated' });
      return meta;
    }),
});
