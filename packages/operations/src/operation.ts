import type { ErrorName } from '@mycelium/kernel';
import type { AnyShape, Field, Shape } from '@mycelium/schema';
import type { Access } from './access.ts';

/** What an operation knows about the call besides its params. */
export interface CallContext<Caller, A extends Access = Access> {
  readonly requestId: string;
  /** The client's address as far as it can be trusted; `local` for calls that came over no network. */
  readonly clientAddress: string;
  /** From the tenant header: narrows the caller's profile. An operation's own tenant is its param `tenantId`. */
  readonly tenantId?: string;
  /** The client's first preferred language, as a BCP 47 tag. */
  readonly locale?: string;
  /** Present whenever the operation's access is not `public`. */
  readonly caller: A extends 'public' ? Caller | undefined : Caller;
}

/** The operation answers nothing: 204 over REST, `null` over JSON-RPC. */
export interface Nothing {
  readonly kind: 'nothing';
}

/** The operation answers a page for a browser; it exists over REST only. */
export interface Html {
  readonly kind: 'html';
  readonly contentSecurityPolicy: string;
}

export interface HtmlPage {
  readonly html: string;
  /** Default: the operation's status. */
  readonly status?: number;
  /** Added to the answer, e.g. `location` of a redirect. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const nothing = (): Nothing => ({ kind: 'nothing' });

const STRICT_PAGE =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A page may loosen the policy for itself; without scripts and foreign content it need not. */
export const html = (contentSecurityPolicy = STRICT_PAGE): Html => ({ kind: 'html', contentSecurityPolicy });

export type ResultKind = Field | Nothing | Html;

export type ResultValue<R extends ResultKind> = R extends Nothing
  ? // biome-ignore lint/suspicious/noConfusingVoidType: `run` may simply end without returning
    void
  : R extends Html
    ? HtmlPage
    : R extends Field<infer T>
      ? T
      : never;

/** A call that documents show and that the parity test repeats over every door. */
export interface Example {
  readonly params: Readonly<Record<string, unknown>>;
  readonly result: unknown;
}

interface Described {
  /** `role.resource.verb`, also the JSON-RPC method: `managers.tenants.create`. */
  readonly name: string;
  readonly access: Access;
  /** What the operation itself asks of the caller beyond its access; sentences for documents. */
  readonly rule?: string;
  /** One sentence, imperative: `Create a tenant and appoint its owner.` */
  readonly summary: string;
  /** What else a caller should know. Optional. */
  readonly description?: string;
  /** An installation that does without the feature leaves the operation out. Default: it is always there. */
  readonly feature?: 'internal-sign-in';
  /** Every catalogued error that `run` may throw. Input, authentication, outage and bugs go without saying. */
  readonly errors: readonly ErrorName[];
  readonly example?: Example;
}

export interface Definition<Ports, Context, P extends AnyShape, R extends ResultKind> extends Described {
  /** `POST /_adm/managers/tenants/{id}`. Absent only when `only` is `rpc`. */
  readonly route?: string;
  /** Further routes that answer the same, each with its own method and path variables. */
  readonly aliases?: readonly string[];
  /** Default 200, or 204 when the result is `nothing()`. */
  readonly status?: number;
  readonly params: P;
  readonly result: R;
  readonly only?: 'rest' | 'rpc';
  readonly run: (
    ports: Ports,
    context: Context,
    params: P extends Shape<infer T> ? T : never,
  ) => Promise<ResultValue<R>>;
}

/** One use case as data: everything that the doors and the documents are derived from. */
export interface Operation<Ports, Context, Params, Result> extends Described {
  /** The main route first. Empty when the operation exists over JSON-RPC only. */
  readonly routes: readonly string[];
  readonly status: number;
  readonly params: AnyShape;
  readonly result: ResultKind;
  readonly only: 'rest' | 'rpc' | undefined;
  readonly run: (ports: Ports, context: Context, params: Params) => Promise<Result>;
}

/** Any operation, whatever it needs. To be called only through `execute`. */
export type AnyOperation = Operation<never, never, never, unknown>;

type ParamsOf<P extends AnyShape> = P extends Shape<infer T> ? T : never;

/**
 * Binds the type of callers once per package: `const operation = operationFor<Caller>()`. Then
 * `operation({ name, route, access, summary, params, result, errors, run })` infers everything else: the ports
 * from the first parameter of `run`, the rest from the shapes.
 */
export const operationFor =
  <Caller>() =>
  <Ports, const A extends Access, P extends AnyShape, R extends ResultKind>(
    definition: Definition<Ports, CallContext<Caller, A>, P, R> & { readonly access: A },
  ): Operation<Ports, CallContext<Caller, A>, ParamsOf<P>, ResultValue<R>> => {
    const { route, aliases = [], status, only, ...rest } = definition;
    return Object.freeze({
      ...rest,
      only,
      routes: route === undefined ? aliases : [route, ...aliases],
      status: status ?? (definition.result.kind === 'nothing' ? 204 : 200),
    });
  };

/** For operations that do not look at who calls. */
export const operation = operationFor<unknown>();
