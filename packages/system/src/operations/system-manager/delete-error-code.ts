import { refuse } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape } from '@mycelium/schema';
import { codeKey, codeKeyFields } from '../error-code-fields.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const deleteErrorCode = operation({
  name: 'systemManager.errorCodes.delete',
  route: 'DELETE /_adm/system-manager/error-codes/prefixes/{prefix}/codes/{code}',
  access: { role: 'system-manager', permission: 'write' },
  summary: "Remove an error code that is not one of the gateway's own.",
  params: shape('DeleteErrorCodeParams', codeKeyFields),
  result: nothing(),
  errors: ['ERROR_CODE_NOT_FOUND', 'INVALID_STATE'],
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, _context, params) => {
    const outcome = await unitOfWork.run(({ errorCodes }) => errorCodes.delete(codeKey(params)));
    if (outcome === 'absent') throw refuse('ERROR_CODE_NOT_FOUND');
    if (outcome === 'native') {
      throw refuse('INVALID_STATE', {
        message: "The gateway's own error codes cannot be deleted.",
        details: 'They can be reworded.',
      });
    }
  },
});
