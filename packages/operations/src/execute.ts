import { AppError, type ErrorName, errors, type Ids, type Logger, refuse } from '@mycelium/kernel';
import { parseField } from '@mycelium/schema';
import { type Access, isTenantAccess } from './access.ts';
import { InternalFault } from './faults.ts';
import type { AnyOperation, CallContext } from './operation.ts';
import { resultField } from './registry.ts';

/** What running operations needs, over whatever door the call came. */
export interface Host<Ports, Caller> {
  /** Handed to every `run`. */
  readonly ports: Ports;
  /**
   * Why the caller may not, or `undefined`. Never throws. Asked twice about an operation within a tenant: before the
   * params are read, whether the caller may in any tenant; then whether in the one that is chosen.
   */
  readonly authorise: (
    access: Access,
    caller: Caller | undefined,
    chosen?: ChosenTenant,
  ) => AppError | undefined;
  readonly log: Logger;
  readonly ids: Ids;
  /** For tests: a result with undeclared fields and an undeclared error throw `OperationBug` instead of being logged. */
  readonly strict?: boolean;
  /** Wraps every run, for spans and timers. Must give back what `work` gives, and throw what it throws. */
  readonly around?: (operation: string, work: () => Promise<unknown>) => Promise<unknown>;
}

/** The tenant that the params name; `undefined` where they may leave it out and do. */
export interface ChosenTenant {
  readonly tenantId: string | undefined;
}

export interface Call<Caller> {
  readonly context: CallContext<Caller>;
  /** As decoded, not yet judged. `undefined` counts as no params. */
  readonly params: unknown;
}

/** An operation does not do what it declares. Thrown only in strict mode. */
export class OperationBug extends Error {
  constructor(operation: string, sentence: string, cause?: unknown) {
    super(`${operation} ${sentence}`, { cause });
    this.name = 'OperationBug';
  }
}

/** These need no declaration: any operation may meet them. */
const ALWAYS: readonly ErrorName[] = ['INVALID_INPUT', 'TOO_MANY_REQUESTS', 'INTERNAL'];
const alwaysAllowed = new Set<string>(ALWAYS.map(name => errors[name].code));

type ErasedRun = (ports: unknown, context: unknown, params: unknown) => Promise<unknown>;

/** One call acts in one tenant, however often it is named. */
const OTHER_TENANT = { path: 'tenantId', message: 'differs from the tenant header' };

/**
 * The only way to run an operation: authorise, parse the params, authorise within the tenant that they name, run,
 * parse the result, check the error. Throws only `AppError`s (and `OperationBug` in strict mode);
 * everything else that goes wrong becomes an `InternalFault` and is logged once with its cause.
 */
export async function execute<Ports, Caller>(
  host: Host<Ports, Caller>,
  operation: AnyOperation,
  { context, params }: Call<Caller>,
): Promise<unknown> {
  const refusal = host.authorise(operation.access, context.caller);
  if (refusal !== undefined) throw refusal;
  const parsed = operation.params.parse(params ?? {}, { nulls: 'absent' });
  if (!parsed.ok) throw refuse('INVALID_INPUT', { problems: parsed.problems });
  const { tenantId } = parsed.value as { readonly tenantId?: string };
  if (tenantId !== undefined && context.tenantId !== undefined && tenantId !== context.tenantId) {
    throw refuse('INVALID_INPUT', { problems: [OTHER_TENANT] });
  }
  if (isTenantAccess(operation.access)) {
    const stranger = host.authorise(operation.access, context.caller, { tenantId });
    if (stranger !== undefined) throw stranger;
  }
  const run = operation.run as ErasedRun;
  const work = () => run(host.ports, context, parsed.value);
  let result: unknown;
  try {
    result = await (host.around?.(operation.name, work) ?? work());
  } catch (thrown) {
    throw judged(host, operation, { thrown, requestId: context.requestId });
  }
  return guarded(host, operation, { result, requestId: context.requestId });
}

/** Any thrown value as an error for the outside; what is not an `AppError` is logged here, once. */
export function contained(
  host: Pick<Host<unknown, never>, 'log' | 'ids'>,
  thrown: unknown,
  fields: Readonly<Record<string, unknown>>,
): AppError {
  if (thrown instanceof AppError) return thrown;
  const errorId = host.ids.uuid();
  host.log.log('error', 'a request failed unexpectedly', { ...fields, errorId, cause: thrown });
  return new InternalFault(errorId, thrown);
}

interface Failure {
  readonly thrown: unknown;
  readonly requestId: string;
}

function judged<Ports, Caller>(
  host: Host<Ports, Caller>,
  { name, errors: declared }: AnyOperation,
  { thrown, requestId }: Failure,
): Error {
  const fields = { operation: name, requestId };
  if (!(thrown instanceof AppError)) return contained(host, thrown, fields);
  const expected =
    thrown.kind === 'unavailable' ||
    alwaysAllowed.has(thrown.code) ||
    declared.some(entry => errors[entry].code === thrown.code);
  if (!expected) {
    if (host.strict) return new OperationBug(name, `throws ${thrown.code} without declaring it`, thrown);
    host.log.log('error', 'an operation threw an error that it does not declare', {
      ...fields,
      code: thrown.code,
      cause: thrown,
    });
  }
  if (thrown.code === errors.INTERNAL.code && !(thrown instanceof InternalFault)) {
    return contained(host, new Error(thrown.message, { cause: thrown }), fields);
  }
  return thrown;
}

interface Outcome {
  readonly result: unknown;
  readonly requestId: string;
}

/** The result by its shape. Undeclared fields never leave; a result of the wrong form is a bug, not an answer. */
function guarded<Ports, Caller>(
  host: Host<Ports, Caller>,
  operation: AnyOperation,
  { result, requestId }: Outcome,
): unknown {
  if (operation.result.kind === 'html') return result;
  const field = resultField(operation);
  if (field === undefined) return null;
  const parsed = parseField(field, result, { unknown: host.strict ? 'refuse' : 'strip' });
  if (parsed.ok) return parsed.value;
  const where = parsed.problems.map(problem => `${problem.path || 'result'} ${problem.message}`).join('; ');
  const bug = new OperationBug(operation.name, `answers something else than it declares: ${where}`);
  if (host.strict) throw bug;
  throw contained(host, bug, { operation: operation.name, requestId });
}
