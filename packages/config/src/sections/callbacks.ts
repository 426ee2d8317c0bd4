import type { HttpMethod } from '@mycelium/gateway-core';
import {
  described,
  type Infer,
  integer,
  list,
  oneOf,
  optional,
  record,
  shape,
  text,
  withDefault,
} from '@mycelium/schema';
import { filled, httpUrl, textWith } from './fields.ts';

const METHODS: readonly HttpMethod[] = [
  'GET',
  'HEAD',
  'PATCH',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
];

const method = () =>
  textWith<HttpMethod>('an HTTP method', value => {
    const found = METHODS.find(known => known === value.toUpperCase());
    return found === undefined ? { problem: `must be one of ${METHODS.join(', ')}` } : { value: found };
  });

const ONE = 'At least one must match.';
const ALL = 'All must match.';
const NONE = 'None may match.';

const MethodFilter = shape('MethodFilter', {
  oneof: described(optional(list(method())), ONE),
  allof: described(optional(list(method())), ALL),
  noneof: described(optional(list(method())), NONE),
});

const status = () => integer({ min: 100, max: 599 });
const StatusFilter = shape('StatusFilter', {
  oneof: described(optional(list(status())), ONE),
  allof: described(optional(list(status())), ALL),
  noneof: described(optional(list(status())), NONE),
});

const HeaderFilter = shape('HeaderFilter', {
  oneof: described(optional(record(text())), ONE),
  allof: described(optional(record(text())), ALL),
  noneof: described(optional(record(text())), NONE),
});

const milliseconds = (min: number) => integer({ min, max: 2_147_483_647 });

export const Callback = shape('Callback', {
  name: described(filled(), 'Name by which routes refer to it.'),
  type: described(oneOf('rhai', 'http', 'python', 'javascript'), 'What runs it.'),
  timeoutMs: described(withDefault(milliseconds(1), 5000), 'Milliseconds after which it is stopped.'),
  retryCount: described(withDefault(integer({ min: 0, max: 100 }), 3), 'Further attempts after a failure.'),
  retryIntervalMs: described(withDefault(milliseconds(0), 1000), 'Milliseconds between two attempts.'),
  script: described(optional(filled()), 'Source of a rhai callback.'),
  url: described(optional(httpUrl()), 'Address to which an http callback sends the context.'),
  method: described(
    optional(oneOf('POST', 'PUT', 'PATCH', 'DELETE')),
    'Method of an http callback; POST when left out.',
  ),
  scriptPath: described(optional(filled()), 'File of a python or javascript callback.'),
  pythonPath: described(optional(filled()), 'Interpreter of a python callback; python3 when left out.'),
  nodePath: described(optional(filled()), 'Interpreter of a javascript callback; node when left out.'),
  triggeringMethods: described(optional(MethodFilter), 'Runs only after requests with these methods.'),
  triggeringStatusCodes: described(
    optional(StatusFilter),
    'Runs only after answers with these status codes.',
  ),
  triggeringHeaders: described(optional(HeaderFilter), 'Runs only after answers with these headers.'),
});
export type CallbackValue = Infer<typeof Callback>;
