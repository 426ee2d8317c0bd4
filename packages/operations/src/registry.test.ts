import { nullable, optional, shape, text, uuid } from '@mycelium/schema';
import { expect, expectTypeOf, it } from 'vitest';
import {
  type AnyOperation,
  type CallerOf,
  type Definition,
  html,
  nothing,
  operation,
  operationFor,
  type PortsOf,
  registry,
} from './index.ts';
import { createBook, library, type Reader, registerReader } from './library.fixture.ts';

const plain = {
  name: 'service.things.list',
  route: 'GET /_adm/service/things',
  access: 'public' as const,
  summary: 'List things.',
  params: shape('NoThings', {}),
  result: shape('Things', { all: text() }),
  errors: [],
  run: async () => ({ all: '' }),
};

const MANAGED = { tenant: ['tenant-manager'], permission: 'read' } as const;
const inTenant = shape('InTenant', { tenantId: uuid() });

type Loose = Definition<unknown, unknown, typeof plain.params, typeof plain.result>;
const made = (change: Readonly<Record<string, unknown>>): AnyOperation =>
  operation({ ...plain, ...change } as unknown as Loose & { access: 'public' });

it('accepts a sound set of operations and finds them by name', () => {
  expect(library.byName('managers.books.create')).toBe(createBook);
  expect(library.byName('toString')).toBeUndefined();
});

it.each<[string, AnyOperation[], string]>([
  ['a name taken twice', [made({}), made({ route: 'GET /x' })], 'this name is taken twice'],
  [
    'a route taken twice',
    [made({}), made({ name: 'service.things.all' })],
    'is taken by service.things.list',
  ],
  [
    'an alias that is a route already, whatever its variables are called',
    [
      made({ route: 'GET /a/{one}', params: shape('One', { one: uuid() }) }),
      made({
        name: 'service.b.b',
        aliases: ['GET /a/{two}'],
        route: 'GET /b',
        params: shape('Two', { two: uuid() }),
      }),
    ],
    'is taken by service.things.list',
  ],
  ['a path variable without a param', [made({ route: 'GET /a/{id}' })], '{id} of "/a/{id}" has no param'],
  ['a role that does not fit the name', [made({ name: 'managers.a.b' })], '"public" does not fit its name'],
  ['a role that does not fit the path', [made({ route: 'GET /_adm/staffs/a' })], 'not fit the path'],
  [
    'a role in everybody’s own scope',
    [made({ name: 'beginners.a.b', access: 'staff' })],
    '"staff" does not fit its name',
  ],
  [
    'a name and a path of different roles',
    [made({ name: 'managers.a.b', access: 'account', route: 'GET /_adm/staff/a' })],
    'speak of different roles',
  ],
  ['an unknown access', [made({ access: 'admin' })], 'the access "admin" is unknown'],
  [
    'an access that names nobody',
    [made({ name: 'managers.a.b', access: null })],
    'the access null is unknown',
  ],
  [
    'a right within a tenant that nobody can have',
    [made({ access: { tenant: ['staff'], permission: 'read' }, params: inTenant })],
    'the access {"tenant":["staff"],"permission":"read"} is unknown',
  ],
  [
    'a role of the platform within a tenant’s scope',
    [made({ name: 'tenantManager.a.b', access: { role: 'users-manager', permission: 'read' } })],
    '"users-manager (read)" does not fit its name',
  ],
  [
    'rights within a tenant without those that its path promises',
    [made({ route: 'GET /_adm/tenant-owner/a', access: MANAGED, params: inTenant })],
    '"tenant-manager (read)" does not fit the path /_adm/tenant-owner/a',
  ],
  [
    'an access within a tenant that the params do not name',
    [made({ access: MANAGED })],
    'its access is within a tenant, but it has no param tenantId',
  ],
  [
    'a tenant that may be left out, by nobody',
    [made({ access: MANAGED, params: shape('Maybe', { tenantId: optional(uuid()) }) })],
    'withoutTenant and an optional tenantId go together',
  ],
  [
    'somebody who may leave out a tenant that is required',
    [made({ access: { ...MANAGED, withoutTenant: 'anywhere' }, params: inTenant })],
    'withoutTenant and an optional tenantId go together',
  ],
  [
    'a tenant that may be null',
    [made({ access: MANAGED, params: shape('Null', { tenantId: nullable(uuid()) }) })],
    'can never be null',
  ],
  ['an unknown error', [made({ errors: ['NO_SUCH'] })], 'the error NO_SUCH is not in the catalogue'],
  ['an error named like a member of every object', [made({ errors: ['toString'] })], 'not in the catalogue'],
  ['a name of one word', [made({ name: 'things' })], 'two to four camelCase words'],
  ['a name that belongs to JSON-RPC', [made({ name: 'rpc.things' })], 'belong to JSON-RPC itself'],
  ['a route without a method', [made({ route: '/a' })], 'starts with none of GET'],
  ['a route with a wildcard', [made({ route: 'GET /a/*' })], 'has the segment "*"'],
  ['a variable twice', [made({ route: 'GET /{a}/{a}' })], 'has one variable twice'],
  ['no route', [made({ route: undefined })], 'it has no route'],
  ['a route on an operation without REST', [made({ only: 'rpc' })], 'exists over JSON-RPC only'],
  ['a page over JSON-RPC', [made({ result: html() })], 'a page needs only: "rest"'],
  ['content with 204', [made({ status: 204 })], '204 and the result nothing() go together'],
  [
    'nothing with 200',
    [made({ result: nothing(), status: 200 })],
    '204 and the result nothing() go together',
  ],
  ['a status that is no success', [made({ status: 302 })], 'the status 302 is no success'],
  ['a summary that is no sentence', [made({ summary: 'things' })], 'the summary is not a sentence'],
  [
    'an example with wrong params',
    [made({ example: { params: { x: 1 }, result: { all: '' } } })],
    'example\'s params are wrong at "x"',
  ],
  [
    'an example with a wrong result',
    [made({ example: { params: {}, result: {} } })],
    'result is wrong at "all"',
  ],
])('refuses %s when it is loaded', (_, operations, message) => {
  expect(() => registry(operations)).toThrow(message);
});

it('takes rights within the tenant that the params name, wherever they may be left out', () => {
  const anywhere = { ...MANAGED, withoutTenant: 'anywhere' };
  const params = shape('Anywhere', { tenantId: optional(uuid()) });
  const scoped = { name: 'tenantManager.a.b', route: 'GET /_adm/tenant-manager/a' };
  expect(registry([made({ ...scoped, access: MANAGED, params: inTenant })]).routes).toHaveLength(1);
  expect(registry([made({ ...scoped, access: anywhere, params })]).routes).toHaveLength(1);
});

it('leaves out what belongs to a feature that an installation does without', () => {
  const signIn = made({ name: 'service.sign.in', route: 'GET /sign-in', feature: 'internal-sign-in' });
  const all = [made({}), signIn];
  expect(registry(all).byName('service.sign.in')).toBe(signIn);
  const without = registry(all, { without: ['internal-sign-in'] });
  expect(without.byName('service.sign.in')).toBeUndefined();
  expect(without.operations.map(({ name }) => name)).toEqual(['service.things.list']);
  expect(without.routes.map(({ route }) => route.path)).toEqual(['/_adm/service/things']);
});

it('lets two features share a route, as long as only one of them is there', () => {
  const twin = made({ name: 'service.b.b', feature: 'internal-sign-in' });
  expect(() => registry([made({}), twin])).toThrow('is taken by service.things.list');
  expect(registry([made({}), twin], { without: ['internal-sign-in'] }).routes).toHaveLength(1);
});

it('lists everything wrong at once', () => {
  expect(() => registry([made({ name: 'x', summary: 'x' })])).toThrow(/camelCase(.|\n)*sentence/);
});

it('refuses two shapes under one name', () => {
  const twin = made({ name: 'service.b.b', route: 'GET /b', result: shape('Things', { other: text() }) });
  expect(() => registry([made({}), twin])).toThrow('two different shapes are named Things');
});

it('needs the ports of all operations together, and the callers they expect', () => {
  interface Clock {
    readonly now: number;
  }
  const timed = operationFor<Reader>()({
    ...plain,
    name: 'service.time.get',
    route: 'GET /time',
    async run({ now }: Clock) {
      return { all: String(now) };
    },
  });
  const both = [createBook, timed, registerReader] as const;
  expectTypeOf<PortsOf<typeof both>>().toMatchTypeOf<Clock>();
  expectTypeOf<PortsOf<typeof both>>().toHaveProperty('books');
  expectTypeOf<CallerOf<typeof both>>().toEqualTypeOf<Reader>();
  expect(registry(both).routes).toHaveLength(3);
});

it('knows the caller is there unless anybody may call', () => {
  expectTypeOf<Parameters<typeof createBook.run>[1]['caller']>().toEqualTypeOf<Reader>();
  const open = operationFor<Reader>()({
    ...plain,
    run: async (_: unknown, { caller }) => ({ all: `${caller?.email}` }),
  });
  expectTypeOf<Parameters<typeof open.run>[1]['caller']>().toEqualTypeOf<Reader | undefined>();
  expect(open.access).toBe('public');
});
