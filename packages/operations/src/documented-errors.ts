import { type ErrorName, errors } from '@mycelium/kernel';
import { isPrivileged } from './access.ts';
import { numbersOf } from './faults.ts';
import type { AnyOperation } from './operation.ts';

/** One error as documents list it. */
export interface DocumentedError {
  readonly name: ErrorName;
  readonly code: string;
  readonly message: string;
  readonly http: number;
  readonly rpc: number;
}

/** The errors that follow from who may call and from having params, without being declared. */
function implied({ access, params, routes }: AnyOperation): readonly ErrorName[] {
  const fromInput: ErrorName[] = Object.keys(params.fields).length > 0 ? ['INVALID_INPUT'] : [];
  if (routes.some(route => !route.startsWith('GET '))) fromInput.push('MALFORMED_REQUEST');
  if (access === 'public') return fromInput;
  const fromCaller: ErrorName[] = ['NOT_AUTHENTICATED', 'TOKEN_INVALID', 'TOKEN_EXPIRED'];
  if (access !== 'bearer') fromCaller.push('ACCOUNT_MISSING');
  if (isPrivileged(access)) fromCaller.push('INSUFFICIENT_PRIVILEGES');
  return [...fromInput, ...fromCaller];
}

/** Everything an operation may answer instead of its result, by status, then code. */
export function documentedErrors(operation: AnyOperation): readonly DocumentedError[] {
  const names = new Set<ErrorName>([...implied(operation), ...operation.errors, 'INTERNAL']);
  return [...names]
    .map(name => ({
      name,
      code: errors[name].code,
      message: errors[name].message,
      ...numbersOf(errors[name]),
    }))
    .sort((a, b) => a.http - b.http || a.code.localeCompare(b.code));
}
