import { boolean, described, optional, pageFields, pageOf, shape } from '@mycelium/schema';
import { ErrorCodeView, errorCodeView } from '../../views/error-code-view.ts';
import { codeKey, codeOrNumber, errorCodePrefix } from '../error-code-fields.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const listErrorCodes = operation({
  name: 'systemManager.errorCodes.list',
  route: 'GET /_adm/system-manager/error-codes',
  access: { role: 'system-manager', permission: 'read' },
  summary: "List error codes, the gateway's own among them.",
  params: shape('ListErrorCodesParams', {
    ...pageFields,
    prefix: optional(errorCodePrefix()),
    code: optional(codeOrNumber()),
    isInternal: described(optional(boolean()), 'Only those that speak of faults, or only the others.'),
  }),
  result: pageOf(ErrorCodeView),
  errors: [],
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, _context, { prefix, code, isInternal, ...page }) => {
    // A number without any prefix is a filter too, though it names no single code.
    const key = code?.prefix === undefined ? { prefix, number: code?.number } : codeKey({ prefix, code });
    const filter = {
      ...(key.prefix !== undefined && { prefix: key.prefix }),
      ...(key.number !== undefined && { number: key.number }),
      ...(isInternal !== undefined && { isInternal }),
    };
    const found = await unitOfWork.run(({ errorCodes }) => errorCodes.list(filter, page));
    return { ...found, records: found.records.map(errorCodeView) };
  },
});
