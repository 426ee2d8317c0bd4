import { nothing } from '@mycelium/operations';
import { shape } from '@mycelium/schema';
import { accountMetaKey } from '../fields.ts';
import { operation } from '../operation.ts';
import { deleteOwnMeta, META_PATH, type MetaPorts, noteMetaChange, refuseReserved } from './own-meta.ts';

export const deleteAccountMeta = operation({
  name: 'beginners.meta.delete',
  route: `DELETE ${META_PATH}`,
  access: 'account',
  summary: "Delete an entry from the metadata of the caller's account.",
  params: shape('DeleteAccountMetaParams', { key: accountMetaKey() }),
  result: nothing(),
  errors: ['ACTION_NOT_AUTHORISED', 'META_KEY_NOT_FOUND'],
  example: { params: { key: 'job_title' }, result: null },
  run: (ports: MetaPorts, { caller }, { key }) =>
    ports.unitOfWork.run(async stores => {
      refuseReserved(key);
      await deleteOwnMeta(stores, ports, { caller, key });
      await noteMetaChange(stores, ports, { caller, key, event: 'deleted' });
    }),
});
