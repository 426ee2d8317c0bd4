import { refuse } from '@mycelium/kernel';
import { shape } from '@mycelium/schema';
import { ErrorCodeView, errorCodeView } from '../../views/error-code-view.ts';
import { codeKey, codeKeyFields } from '../error-code-fields.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const getErrorCode = operation({
  name: 'systemManager.errorCodes.get',
  route: 'GET /_adm/system-manager/error-codes/prefixes/{prefix}/codes/{code}',
  access: { role: 'system-manager', permission: 'read' },
  summary: 'Give one error code.',
  params: shape('GetErrorCodeParams', codeKeyFields),
  result: ErrorCodeView,
  errors: ['ERROR_CODE_NOT_FOUND'],
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, _context, params) => {
    const found = await unitOfWork.run(({ errorCodes }) => errorCodes.find(codeKey(params)));
    if (!found) throw refuse('ERROR_CODE_NOT_FOUND');
    return errorCodeView(found);
  },
});
