import { refuse } from '@mycelium/kernel';
import { boolean, described, integer, optional, shape, withDefault } from '@mycelium/schema';
import { codeText, MAX_CODE_NUMBER, NATIVE_PREFIX } from '../../model/error-code.ts';
import type { CodeKey } from '../../ports/error-code-store.ts';
import { ErrorCodeView, errorCodeView } from '../../views/error-code-view.ts';
import { codeDetails, codeMessage, codeTexts, errorCodePrefix, wholeCode } from '../error-code-fields.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

const message = 'User has exceeded their rate limit.';

export const createErrorCode = operation({
  name: 'systemManager.errorCodes.create',
  route: 'POST /_adm/system-manager/error-codes',
  access: { role: 'system-manager', permission: 'write' },
  status: 201,
  summary: 'Register an error code that services behind the gateway share with their clients.',
  description: `Name it by \`code\`, or by \`prefix\` alone to be given the next number. The prefix ${NATIVE_PREFIX} is the gateway's own.`,
  params: shape('CreateErrorCodeParams', {
    code: described(optional(wholeCode()), 'The whole code; instead of prefix and errorNumber.'),
    prefix: optional(errorCodePrefix()),
    errorNumber: described(
      optional(integer({ min: 1, max: MAX_CODE_NUMBER })),
      'The next one of the prefix when left out.',
    ),
    message: codeMessage(),
    details: codeDetails(),
    isInternal: described(
      withDefault(boolean(), false),
      'Speaks of a fault rather than of something that the caller did.',
    ),
  }),
  result: ErrorCodeView,
  errors: ['ACTION_NOT_AUTHORISED', 'ERROR_CODE_EXISTS', 'INVALID_STATE'],
  example: {
    params: { code: 'SVC00001', message },
    result: {
      prefix: 'SVC',
      errorNumber: 1,
      code: 'SVC00001',
      message,
      details: null,
      isInternal: false,
      isNative: false,
    },
  },
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, _context, params) => {
    const { prefix, number } = wanted(params);
    if (prefix === NATIVE_PREFIX) {
      throw refuse('ACTION_NOT_AUTHORISED', {
        message: `Codes with the prefix ${NATIVE_PREFIX} are the gateway's own.`,
        details: 'Choose a prefix of your own.',
      });
    }
    const entry = { prefix, ...codeTexts(params), isInternal: params.isInternal, isNative: false };
    return unitOfWork.run(async ({ errorCodes }) => {
      if (number === undefined) {
        const next = await errorCodes.insertNext(entry);
        if (!next) throw refuse('INVALID_STATE', exhausted(prefix));
        return errorCodeView(next);
      }
      const code = { ...entry, number };
      if ((await errorCodes.insert(code)) === 'duplicate') {
        throw refuse('ERROR_CODE_EXISTS', { message: `The error code ${codeText(code)} already exists.` });
      }
      return errorCodeView(code);
    });
  },
});

const exhausted = (prefix: string) => ({
  message: `The highest number of the prefix ${prefix} is taken, so there is no next one.`,
  details: 'Name the code by a number that is free.',
});

interface Wanted {
  readonly code?: CodeKey;
  readonly prefix?: string;
  readonly errorNumber?: number;
}

function wanted({ code, prefix, errorNumber }: Wanted): {
  readonly prefix: string;
  readonly number?: number;
} {
  if (code) {
    const said = Object.entries({ prefix, errorNumber }).filter(([, value]) => value !== undefined);
    if (said.length === 0) return code;
    const problems = said.map(([path]) => ({
      path,
      message: 'is said by code already; leave one of them out',
    }));
    throw refuse('INVALID_INPUT', { problems });
  }
  if (prefix === undefined) {
    throw refuse('INVALID_INPUT', {
      problems: [{ path: 'code', message: 'is required, or else prefix: a code such as SVC00001' }],
    });
  }
  return { prefix, ...(errorNumber !== undefined && { number: errorNumber }) };
}
