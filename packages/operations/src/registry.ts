import { errors } from '@mycelium/kernel';
import { type AnyField, componentsOf, parseField } from '@mycelium/schema';
import { accessLabel, fitsScope, isAccess, isTenantAccess, scopeOfName, scopeOfPath } from './access.ts';
import type { AnyOperation, ResultKind } from './operation.ts';
import { bySpecificity, parseRoute, type Route, routeKey } from './route.ts';

export interface RoutedOperation {
  readonly route: Route;
  readonly operation: AnyOperation;
}

export interface RegistryOptions {
  /** Features whose operations are left out. */
  readonly without?: readonly NonNullable<AnyOperation['feature']>[];
}

declare const needs: unique symbol;

/** All operations of a program, checked. `Ports` and `Caller` are what their `run`s need together. */
export interface Registry<Ports = never, Caller = never> {
  /** In the order given. */
  readonly operations: readonly AnyOperation[];
  /** Every route including aliases, the more specific first. */
  readonly routes: readonly RoutedOperation[];
  byName(name: string): AnyOperation | undefined;
  /** Carries the types; never present at run time. */
  readonly [needs]?: (ports: Ports, caller: Caller) => void;
}

type Intersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

type RunOf<Op> = Op extends { readonly run: infer Run } ? Run : never;
type PortsBox<Run> = Run extends (ports: infer P, ...rest: never[]) => unknown ? { readonly is: P } : never;
type CallerBox<Run> = Run extends (ports: never, context: infer C, ...rest: never[]) => unknown
  ? C extends { readonly caller: infer Who }
    ? { readonly is: NonNullable<Who> }
    : never
  : never;
type Unboxed<Box> = Intersection<Box> extends { readonly is: infer T } ? T : unknown;

export type PortsOf<Ops extends readonly AnyOperation[]> = Unboxed<PortsBox<RunOf<Ops[number]>>>;
export type CallerOf<Ops extends readonly AnyOperation[]> = Unboxed<CallerBox<RunOf<Ops[number]>>>;

const isField = (result: ResultKind): result is Exclude<ResultKind, { kind: 'nothing' } | { kind: 'html' }> =>
  result.kind !== 'nothing' && result.kind !== 'html';

/** The field of an operation's result; `undefined` when it answers nothing or a page. */
export const resultField = ({ result }: AnyOperation): AnyField | undefined =>
  isField(result) ? result : undefined;

const NAME = /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*){1,3}$/;

/**
 * Checks all operations together, when the program loads. Throws one TypeError that lists everything wrong:
 * a name or route taken twice, a path variable without a param, a role that contradicts the name or the path,
 * an unknown error, an example that does not fit.
 */
export function registry<const Ops extends readonly AnyOperation[]>(
  all: Ops,
  { without = [] }: RegistryOptions = {},
): Registry<PortsOf<Ops>, CallerOf<Ops>> {
  const operations = all.filter(({ feature }) => feature === undefined || !without.includes(feature));
  const byName = new Map<string, AnyOperation>();
  const byRoute = new Map<string, RoutedOperation>();
  const complaints: string[] = [];
  for (const operation of operations) {
    const complain = (sentence: string): void => {
      complaints.push(`${operation.name}: ${sentence}`);
    };
    if (byName.has(operation.name)) complain('this name is taken twice');
    byName.set(operation.name, operation);
    for (const sentence of [...checkRecord(operation), ...checkExample(operation)]) complain(sentence);
    for (const text of operation.routes) {
      const route = parseRoute(text);
      if ('wrong' in route) {
        complain(`the route "${text}" ${route.wrong}`);
        continue;
      }
      const other = byRoute.get(routeKey(route));
      if (other !== undefined) complain(`the route "${text}" is taken by ${other.operation.name}`);
      byRoute.set(routeKey(route), { route, operation });
      for (const sentence of checkRoute(operation, route)) complain(sentence);
    }
  }
  if (complaints.length > 0) throw new TypeError(`operations are not usable:\n  ${complaints.join('\n  ')}`);
  componentsOf(fieldsOf(operations));
  return {
    operations,
    routes: [...byRoute.values()].sort((a, b) => bySpecificity(a.route, b.route)),
    byName: name => byName.get(name),
  };
}

/** The params and results of operations, from which components are collected. */
export const fieldsOf = (operations: readonly AnyOperation[]): readonly AnyField[] =>
  operations.flatMap(operation => [operation.params, resultField(operation) ?? []].flat());

function* checkRecord(operation: AnyOperation): Generator<string> {
  const { name, routes, only, result, status, summary } = operation;
  if (!NAME.test(name)) yield 'a name is two to four camelCase words joined by dots';
  if (name.startsWith('rpc.')) yield 'names starting with rpc. belong to JSON-RPC itself';
  yield* checkAccess(operation);
  if (only === 'rpc' && routes.length > 0) yield 'it has a route, but exists over JSON-RPC only';
  if (only !== 'rpc' && routes.length === 0) yield 'it has no route; say only: "rpc" if that is meant';
  if (result.kind === 'html' && only !== 'rest') yield 'a page needs only: "rest"';
  if (!Number.isInteger(status) || status < 200 || status > 299) yield `the status ${status} is no success`;
  if ((status === 204) !== (result.kind === 'nothing'))
    yield 'the status 204 and the result nothing() go together';
  if (!/^[A-Z].*\.$/.test(summary)) yield 'the summary is not a sentence';
  for (const error of operation.errors) {
    if (!Object.hasOwn(errors, error)) yield `the error ${error} is not in the catalogue`;
  }
}

function* checkAccess({ name, access, params }: AnyOperation): Generator<string> {
  if (!isAccess(access)) {
    yield `the access ${JSON.stringify(access)} is unknown`;
    return;
  }
  const scope = scopeOfName(name);
  if (scope !== undefined && !fitsScope(access, scope)) {
    yield `the access "${accessLabel(access)}" does not fit its name`;
  }
  // Rights within a tenant can be judged only where the params name it.
  if (!isTenantAccess(access)) return;
  const field = params.fields['tenantId'];
  if (field === undefined) yield 'its access is within a tenant, but it has no param tenantId';
  else if (field.nullable) yield 'the tenant that its access is within can never be null';
  else if ((field.presence === 'required') !== (access.withoutTenant === undefined)) {
    yield 'withoutTenant and an optional tenantId go together';
  }
}

function* checkRoute({ name, access, params }: AnyOperation, route: Route): Generator<string> {
  for (const variable of route.variables) {
    const param = params.fields[variable];
    if (param === undefined) yield `the path variable {${variable}} of "${route.path}" has no param`;
    else if (param.nullable) yield `the path variable {${variable}} of "${route.path}" can never be null`;
  }
  const scope = scopeOfPath(route.path);
  const named = scopeOfName(name);
  if (scope !== undefined && isAccess(access) && !fitsScope(access, scope)) {
    yield `the access "${accessLabel(access)}" does not fit the path ${route.path}`;
  }
  if (scope !== undefined && named !== undefined && scope !== named) {
    yield `its name and the path ${route.path} speak of different roles`;
  }
}

function* checkExample(operation: AnyOperation): Generator<string> {
  if (operation.example === undefined) return;
  const params = operation.params.parse(operation.example.params);
  if (!params.ok) yield `the example's params are wrong at "${params.problems[0]?.path}"`;
  const field = resultField(operation);
  const result = field === undefined ? undefined : parseField(field, operation.example.result);
  if (result?.ok === false) yield `the example's result is wrong at "${result.problems[0]?.path}"`;
}
