import { boolean, described, type Infer, integer, nullable, shape, text } from '@mycelium/schema';
import { codeText, type ErrorCode } from '../model/error-code.ts';

export const ErrorCodeView = shape('ErrorCode', {
  prefix: text(),
  errorNumber: integer(),
  code: described(text(), 'Prefix and number as clients see them: SVC00001.'),
  message: text(),
  details: nullable(text()),
  isInternal: described(boolean(), 'Speaks of a fault rather than of something that the caller did.'),
  isNative: described(boolean(), "One of the gateway's own, which cannot be deleted."),
});
export type ErrorCodeView = Infer<typeof ErrorCodeView>;

export const errorCodeView = (code: ErrorCode): ErrorCodeView => ({
  prefix: code.prefix,
  errorNumber: code.number,
  code: codeText(code),
  message: code.message,
  details: code.details ?? null,
  isInternal: code.isInternal,
  isNative: code.isNative,
});
