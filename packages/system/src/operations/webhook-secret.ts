import { SYSTEM_TENANT } from '@mycelium/envelope-crypto';
import type { Problem } from '@mycelium/kernel';
import { described, type Infer, nullable, optional, shape, text, union } from '@mycelium/schema';
import type { HttpSecret, SecretReference } from '../model/webhook.ts';
import type { SystemStores } from '../ports/stores.ts';
import { EnvironmentReference, REDACTED, VaultReference } from '../views/webhook-view.ts';
import type { Needs } from './ports.ts';

const token = () =>
  described(
    union(text({ min: 1, max: 4096 }), EnvironmentReference, VaultReference),
    'The token itself, which is stored encrypted and never shown, or where the gateway finds it.',
  );

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export const HttpSecretParams = shape('HttpSecretParams', {
  authorizationHeader: described(
    optional(
      shape('HeaderSecretParams', {
        headerName: described(
          optional(text({ max: 128, pattern: HEADER_NAME })),
          'Authorization when left out.',
        ),
        name: described(optional(text({ max: 128, pattern: HEADER_NAME })), 'Another name for headerName.'),
        prefix: described(
          optional(nullable(text({ max: 64, pattern: /^[\x20-\x7e]*$/, trim: true }))),
          'Word before the token, with one space between; none when left out.',
        ),
        token: token(),
      }),
    ),
    'Sends the token in a header.',
  ),
  queryParameter: described(
    optional(shape('QuerySecretParams', { name: text({ min: 1, max: 128 }), token: token() })),
    'Sends the token in the query.',
  ),
});
export type HttpSecretValue = Infer<typeof HttpSecretParams>;
type HeaderSecretValue = NonNullable<HttpSecretValue['authorizationHeader']>;

/** These say how the request itself is to be read, or belong to the connection. */
const UNFIT_HEADERS = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What is wrong with a secret beyond its form. */
export function secretProblems(secret: HttpSecretValue | null | undefined): readonly Problem[] {
  if (!secret) return [];
  const { authorizationHeader, queryParameter } = secret;
  if ((authorizationHeader === undefined) === (queryParameter === undefined)) {
    return [{ path: 'secret', message: 'must have either authorizationHeader or queryParameter' }];
  }
  if (authorizationHeader) return headerProblems(authorizationHeader);
  return queryParameter ? tokenProblems('secret.queryParameter.token', queryParameter.token) : [];
}

function headerProblems({ headerName, name, token: given }: HeaderSecretValue): readonly Problem[] {
  const at = 'secret.authorizationHeader';
  const problems = [...tokenProblems(`${at}.token`, given)];
  if (headerName !== undefined && name !== undefined) {
    problems.push({ path: `${at}.name`, message: 'says the same as headerName; leave one of them out' });
  }
  const written = headerName ?? name;
  if (written !== undefined && UNFIT_HEADERS.has(written.toLowerCase())) {
    const path = `${at}.${headerName === undefined ? 'name' : 'headerName'}`;
    problems.push({ path, message: 'must be a header that does not belong to HTTP itself' });
  }
  if (typeof given === 'string' && !/^[\x20-\x7e]+$/.test(given)) {
    problems.push({ path: `${at}.token`, message: 'must be printable ASCII to fit into a header' });
  }
  return problems;
}

const tokenProblems = (path: string, given: SecretReference): readonly Problem[] =>
  given === REDACTED
    ? [{ path, message: `is what answers show instead of it; leave secret out to keep the stored one` }]
    : [];

/** The secret as it is stored: a token given as text is sealed, references stay as they are. */
export async function storedSecret(
  stores: Pick<SystemStores, 'dataKeys'>,
  { envelope }: Needs<'envelope'>,
  { authorizationHeader, queryParameter }: HttpSecretValue,
): Promise<HttpSecret | undefined> {
  const sealed = async (given: SecretReference): Promise<SecretReference> =>
    typeof given === 'string'
      ? envelope.seal(stores.dataKeys, { tenantId: SYSTEM_TENANT, field: 'http_secret' }, given)
      : given;
  if (queryParameter) {
    return { queryParameter: { name: queryParameter.name, token: await sealed(queryParameter.token) } };
  }
  if (!authorizationHeader) return undefined;
  const { headerName, name, prefix, token: given } = authorizationHeader;
  return {
    authorizationHeader: {
      headerName: headerName ?? name ?? 'Authorization',
      prefix: prefix || null,
      token: await sealed(given),
    },
  };
}
