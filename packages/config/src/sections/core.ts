import {
  boolean,
  described,
  type Infer,
  integer,
  list,
  optional,
  shape,
  withDefault,
} from '@mycelium/schema';
import { filled, httpUrl, seconds, secretText, textWith } from './fields.ts';

const locale = () =>
  textWith('a language such as en-us', value =>
    /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(value)
      ? { value: value.replaceAll('_', '-').toLowerCase() }
      : { problem: 'must be a language such as "en-us" or "pt-br"' },
  );

const address = () =>
  textWith('an e-mail address', value =>
    /^[^\s@]+@[^\s@]+$/.test(value) ? { value } : { problem: 'must be an e-mail address' },
  );

export const HmacSecret = shape('HmacSecret', {
  version: described(
    integer({ min: 0, max: 4_294_967_295 }),
    'Number that a connection string carries to say which key signed it.',
  ),
  secret: described(secretText(), 'The signing key.'),
});

export const AccountLifeCycle = shape('AccountLifeCycle', {
  domainName: described(withDefault(filled(), 'Mycelium'), 'Name shown in e-mails and by the front end.'),
  domainUrl: described(
    optional(httpUrl()),
    'Address at which people reach the product; links in e-mails start with it.',
  ),
  tokenExpiration: described(
    withDefault(seconds(), 3600),
    'Seconds for which sign-in links and confirmation codes work.',
  ),
  noreplyName: described(optional(filled()), 'Display name of the sender of e-mails.'),
  noreplyEmail: described(
    withDefault(address(), 'noreply@localhost'),
    'Address from which e-mails are sent.',
  ),
  supportName: described(optional(filled()), 'Name of whoever helps the users.'),
  supportEmail: described(
    withDefault(address(), 'support@localhost'),
    'Address named in e-mails for questions.',
  ),
  locale: described(withDefault(locale(), 'en-us'), 'Language of e-mails.'),
  tokenSecret: described(
    optional(secretText()),
    'Master secret for stored keys; also signs connection strings without hmacSecrets. Never change it without rotating the keys.',
  ),
  hmacPrimaryVersion: described(
    optional(integer({ min: 0, max: 4_294_967_295 })),
    'Version of the key that signs new connection strings; 1 when left out.',
  ),
  hmacSecrets: described(
    optional(list(HmacSecret, { min: 1 })),
    'Signing keys of connection strings by version; older ones keep existing strings valid.',
  ),
  staffBootstrapSecret: described(
    optional(secretText()),
    'Allows whoever knows it to claim the first staff account, once.',
  ),
});
export type AccountLifeCycleValue = Infer<typeof AccountLifeCycle>;

export const Webhook = shape('Webhook', {
  acceptInvalidCertificates: described(
    withDefault(boolean(), false),
    'Delivers to listeners whose certificate cannot be verified; for development only.',
  ),
  consumeIntervalInSecs: described(
    withDefault(seconds(), 30),
    'Seconds between two looks for deliveries that are due.',
  ),
  consumeBatchSize: described(withDefault(integer({ min: 1, max: 10_000 }), 25), 'Deliveries taken at once.'),
  maxAttempts: described(
    withDefault(integer({ min: 1, max: 100 }), 5),
    'Attempts for one delivery before it counts as failed.',
  ),
});
