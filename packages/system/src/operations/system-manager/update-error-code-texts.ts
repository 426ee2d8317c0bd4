import { refuse } from '@mycelium/kernel';
import { shape } from '@mycelium/schema';
import { ErrorCodeView, errorCodeView } from '../../views/error-code-view.ts';
import { codeDetails, codeKey, codeKeyFields, codeMessage, codeTexts } from '../error-code-fields.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const updateErrorCodeTexts = operation({
  name: 'systemManager.errorCodes.updateMessageAndDetails',
  route: 'PATCH /_adm/system-manager/error-codes/prefixes/{prefix}/codes/{code}',
  access: { role: 'system-manager', permission: 'write' },
  summary: 'Reword an error code.',
  description: "The gateway's own codes may be reworded too. Details that are left out are removed.",
  params: shape('UpdateErrorCodeTextsParams', {
    ...codeKeyFields,
    message: codeMessage(),
    details: codeDetails(),
  }),
  result: ErrorCodeView,
  errors: ['ERROR_CODE_NOT_FOUND'],
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, _context, params) => {
    const updated = await unitOfWork.run(({ errorCodes }) =>
      errorCodes.update(codeKey(params), codeTexts(params)),
    );
    if (!updated) throw refuse('ERROR_CODE_NOT_FOUND');
    return errorCodeView(updated);
  },
});
