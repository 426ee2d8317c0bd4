import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type AnyField,
  boolean,
  componentsOf,
  custom,
  described,
  email,
  type Field,
  type Infer,
  instant,
  integer,
  json,
  list,
  literal,
  nullable,
  number,
  oneOf,
  optional,
  pageOf,
  record,
  shape,
  standaloneSchema,
  text,
  union,
  uuid,
  withDefault,
} from './index.ts';

const Address = shape('Address', { street: text({ min: 1, max: 40 }), lines: list(text(), { max: 3 }) });

const Person = shape('Person', {
  id: uuid(),
  name: text({ min: 1, max: 64, trim: true }),
  email: email(),
  age: optional(integer({ min: 0, max: 150 })),
  score: number(),
  active: withDefault(boolean(), true),
  role: oneOf('reader', 'writer'),
  born: nullable(instant()),
  addresses: list(Address, { max: 5 }),
  labels: record(text(), { maxKeys: 4 }),
});

const person = {
  id: '0190a0b0-7777-4abc-8def-000000000001',
  name: 'Ada',
  email: 'ada@example.com',
  score: 1.5,
  active: true,
  role: 'reader',
  born: null,
  addresses: [{ street: 'Main', lines: [] }],
  labels: { team: 'core' },
} as const;

const problemsOf = (definition: { parse: typeof Person.parse }, value: unknown) => {
  const parsed = definition.parse(value);
  return parsed.ok ? [] : parsed.problems;
};
const only = (of: AnyField) => shape('Only', { it: of });
const refusal = (of: AnyField, value: unknown) => {
  const parsed = only(of).parse({ it: value });
  return parsed.ok ? undefined : parsed.problems[0]?.message;
};

describe('types', () => {
  it('makes optional keys optional, defaulted keys present and lists read-only', () => {
    type Shown = Infer<typeof Person>;
    expectTypeOf<Shown['age']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Shown['active']>().toEqualTypeOf<boolean>();
    expectTypeOf<Shown['role']>().toEqualTypeOf<'reader' | 'writer'>();
    expectTypeOf<Shown['born']>().toEqualTypeOf<string | null>();
    expectTypeOf<Shown['addresses']>().toEqualTypeOf<readonly Infer<typeof Address>[]>();
    expectTypeOf<{ readonly it?: string }>().toEqualTypeOf<Infer<typeof Optional>>();
  });
  const Optional = shape('Optional', { it: optional(text()) });

  it('gives a union the types of its alternatives', () => {
    const Either = union(text(), integer());
    expectTypeOf<Infer<typeof Either>>().toEqualTypeOf<string | number>();
    expect(Either.kind).toBe('union');
  });
});

describe('parsing', () => {
  it('copies what it accepts, without keeping any object of the input', () => {
    const parsed = Person.parse(person);
    expect(parsed).toEqual({ ok: true, value: person });
    if (parsed.ok) expect(parsed.value.addresses).not.toBe(person.addresses);
  });

  it('reports every problem with its path', () => {
    const broken = { ...person, email: 'no', age: 1.5, addresses: [{ street: '', lines: ['a', 2] }] };
    expect(problemsOf(Person, broken)).toEqual([
      { path: 'email', message: 'must be an e-mail address of at most 254 characters' },
      { path: 'age', message: 'must be a whole number' },
      { path: 'addresses[0].street', message: 'must not be empty' },
      { path: 'addresses[0].lines[1]', message: 'must be text' },
    ]);
  });

  it('names the nearest known key for one it does not know', () => {
    const wrong = problemsOf(Person, { ...person, emial: 'x' });
    expect(wrong).toEqual([{ path: 'emial', message: 'is not a known field; did you mean "email"?' }]);
    expect(problemsOf(Address as never, { street: 's', lines: [], isStaff: true })).toEqual([
      { path: 'isStaff', message: 'is not a known field; known are street, lines' },
    ]);
  });

  it('leaves undeclared keys out when told to strip, at every depth', () => {
    const stuffed = { ...person, passwordHash: 'x', addresses: [{ ...person.addresses[0], secret: 1 }] };
    expect(Person.parse(stuffed, { unknown: 'strip' })).toEqual({ ok: true, value: person });
  });

  it('trims before it judges, and lower-cases UUIDs', () => {
    const parsed = Person.parse({ ...person, name: '  Ada ', id: person.id.toUpperCase() });
    expect(parsed).toEqual({ ok: true, value: person });
    expect(problemsOf(Person, { ...person, name: '   ' })).toMatchObject([{ path: 'name' }]);
  });

  it('brings text into its one form, and judges that', () => {
    const Loud = shape('Loud', {
      word: text({
        max: 4,
        trim: true,
        canonical: given => given.toUpperCase(),
        problem: given => (given === 'NO' ? 'must not be no' : undefined),
      }),
    });
    expect(Loud.parse({ word: ' yes ' })).toEqual({ ok: true, value: { word: 'YES' } });
    expect(problemsOf(Loud as never, { word: 'no' })).toEqual([{ path: 'word', message: 'must not be no' }]);
    for (const word of ['maybe', 7]) expect(problemsOf(Loud as never, { word })).toHaveLength(1);
  });

  it('takes null for a key that is left out where it is told to, at every depth, and for nothing else', () => {
    const Inner = shape('Inner', { note: optional(text()), level: withDefault(integer(), 3) });
    const Outer = shape('Outer', {
      id: integer(),
      gone: optional(nullable(text())),
      inner: optional(Inner),
      either: optional(list(union(text(), Inner))),
    });
    const given = { id: 1, gone: null, inner: { note: null, level: null }, either: [{ note: null }] };
    expect(Outer.parse(given, { nulls: 'absent' })).toEqual({
      ok: true,
      value: { id: 1, gone: null, inner: { level: 3 }, either: [{ level: 3 }] },
    });
    expect(Outer.parse({ id: 1, inner: null, either: null }, { nulls: 'absent' })).toEqual({
      ok: true,
      value: { id: 1 },
    });
    expect(Outer.parse({ id: null }, { nulls: 'absent' })).toMatchObject({ problems: [{ path: 'id' }] });
    expect(Outer.parse({ id: 1, inner: null })).toMatchObject({ problems: [{ path: 'inner' }] });
  });

  it('stops collecting problems at fifty', () => {
    const parsed = shape('Many', { all: list(integer()) }).parse({ all: Array(10_000).fill('x') });
    expect(parsed.ok ? [] : parsed.problems).toHaveLength(50);
  });

  it('never reads a declared key from the prototype', () => {
    const Odd = shape('Odd', { constructor: optional(text()), toString: optional(text()) });
    expect(Odd.parse({})).toEqual({ ok: true, value: {} });
  });

  it.each([null, undefined, 1, 'x', [], true])('refuses %j in place of an object', value => {
    expect(problemsOf(Person, value)).toEqual([{ path: '', message: 'must be an object' }]);
  });
});

describe('__proto__', () => {
  const hostile = JSON.parse('{"__proto__":{"isStaff":true},"street":"s","lines":[]}') as unknown;

  it('is an unknown field like any other', () => {
    expect(problemsOf(Address as never, hostile)).toMatchObject([{ path: '__proto__' }]);
  });

  it('is stripped without touching a prototype', () => {
    const parsed = Address.parse(hostile, { unknown: 'strip' });
    expect(parsed).toEqual({ ok: true, value: { street: 's', lines: [] } });
    if (parsed.ok) {
      expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype);
      expect('isStaff' in parsed.value).toBe(false);
    }
  });

  it.each([
    ['record', record(json())],
    ['json', json()],
  ])('is refused inside a %s, and dropped when stripping', (_, within) => {
    const value = { it: JSON.parse('{"a":{"b":1},"__proto__":{"x":1}}') as unknown };
    expect(only(within).parse(value)).toMatchObject({ ok: false, problems: [{ path: 'it.__proto__' }] });
    const stripped = only(within).parse(value, { unknown: 'strip' });
    expect(stripped).toEqual({ ok: true, value: { it: { a: { b: 1 } } } });
  });
});

describe('fields', () => {
  it.each<[string, AnyField, unknown, string]>([
    ['a number for text', text(), 5, 'must be text'],
    ['text that is too long', text({ max: 2 }), 'abc', 'must have at most 2 characters'],
    ['text that is too short', text({ min: 2 }), 'a', 'must have at least 2 characters'],
    ['text off its pattern', text({ pattern: /^[a-z]+$/ }), 'A', 'must match ^[a-z]+$'],
    ['NUL in text', text(), 'a\0', 'must not contain NUL characters or broken Unicode'],
    ['half a character', text(), '\ud83d', 'must not contain NUL characters or broken Unicode'],
    ['a UUID with a letter too many', uuid(), `${person.id}a`, 'must be a UUID'],
    ['a day that does not exist', instant(), '2026-02-30T10:00:00Z', 'must be an RFC 3339 instant'],
    ['an instant without a zone', instant(), '2026-02-03T10:00:00', 'must be an RFC 3339 instant'],
    ['an hour that does not exist', instant(), '2026-02-03T24:01:00Z', 'must be an RFC 3339 instant'],
    ['a number below its least', integer({ min: 1 }), 0, 'must be at least 1'],
    ['a number above its most', number({ max: 1 }), 1.1, 'must be at most 1'],
    ['an integer JSON cannot carry', integer(), 2 ** 53, 'must be a whole number that JSON can carry'],
    ['a number as text', integer(), '1', 'must be a whole number'],
    ['infinity', number(), Number.POSITIVE_INFINITY, 'must be a number'],
    ['a truthy text', boolean(), 'true', 'must be true or false'],
    ['a value off the list', oneOf('a', 'b'), 'c', 'must be one of "a", "b"'],
    ['another literal', literal('x'), 'y', 'must be "x"'],
    ['a list that is too long', list(text(), { max: 1 }), ['a', 'b'], 'must have at most 1 item'],
    ['a list that is too short', list(text(), { min: 1 }), [], 'must have at least 1 item'],
    ['an object for a list', list(text()), { length: 0 }, 'must be a list'],
    ['a list for a record', record(text()), [], 'must be an object'],
    ['too many keys', record(text(), { maxKeys: 1 }), { a: '', b: '' }, 'must have at most 1 key'],
    ['a key that is too long', record(text(), { maxKeyLength: 2 }), { abc: '' }, 'has a key that must have'],
    ['a key that cannot be stored', record(text()), { 'a\0': '' }, 'has a key that must not contain NUL'],
    ['a key of broken Unicode', record(text()), { '\ud800': '' }, 'broken Unicode'],
    ['a function for JSON', json(), () => 1, 'must be a JSON value'],
    ['NaN for JSON', json(), Number.NaN, 'must be a JSON value'],
    ['an address without a domain', email(), 'ada@', 'must be an e-mail address'],
    ['an address that is too long', email(), `${'a'.repeat(64)}@${'b'.repeat(200)}.com`, 'must be an e-mail'],
  ])('refuses %s', (_, of, value, message) => {
    expect(refusal(of, value)).toContain(message);
  });

  it('counts characters, not UTF-16 units, and is not fooled by invisible ones', () => {
    expect(refusal(text({ max: 2 }), '😀😀')).toBeUndefined();
    expect(refusal(text({ max: 2 }), 'a\uFE0F\uFE0F\uFE0F')).toBeDefined();
  });

  it('accepts an address at localhost', () => {
    expect(refusal(email(), 'admin@localhost')).toBeUndefined();
  });

  it('bounds the depth of free JSON', () => {
    const nest = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
    expect(refusal(json(), nest(32))).toBeUndefined();
    expect(refusal(json(), nest(33))).toBe('must not be nested deeper than 32 levels');
    expect(refusal(json(), nest(5_000))).toBe('must not be nested deeper than 32 levels');
  });

  it('gives every parse a default of its own', () => {
    const Tagged = shape('Tagged', { tags: withDefault(list(text()), []) });
    const [first, second] = [Tagged.parse({}), Tagged.parse({})];
    expect(first).toEqual({ ok: true, value: { tags: [] } });
    if (first.ok && second.ok) expect(first.value.tags).not.toBe(second.value.tags);
  });

  it('refuses a wrong default when the shape is defined', () => {
    expect(() => withDefault(integer({ max: 3 }), 4)).toThrow('the default is not valid: must be at most 3');
  });

  it('fills a nested shape from its own defaults', () => {
    const Pool = shape('Pool', { size: withDefault(integer(), 10) });
    const Config = shape('Config', { pool: withDefault(Pool, {}) });
    expect(Config.parse({})).toEqual({ ok: true, value: { pool: { size: 10 } } });
  });

  it('converts custom values and places their problems', () => {
    const seconds: Field<number> = custom({
      expects: 'a duration such as 15m',
      jsonSchema: { type: 'string' },
      parse: value =>
        value === '15m' ? { value: 900 } : { problems: [{ path: 'unit', message: 'is unknown' }] },
    });
    expect(only(withDefault(seconds, '15m')).parse({})).toEqual({ ok: true, value: { it: 900 } });
    expect(only(seconds).parse({ it: '1y' })).toEqual({
      ok: false,
      problems: [{ path: 'it.unit', message: 'is unknown' }],
    });
  });
});

describe('unions', () => {
  const Env = shape('Env', { env: text({ min: 1 }) });
  const Vault = shape('Vault', { vault: shape('VaultPath', { path: text(), key: text() }) });

  it('takes the first alternative that fits', () => {
    const Secret = only(union(text(), Env, Vault));
    expect(Secret.parse({ it: 'x' })).toEqual({ ok: true, value: { it: 'x' } });
    expect(Secret.parse({ it: { env: 'X' } })).toEqual({ ok: true, value: { it: { env: 'X' } } });
  });

  it('names the alternatives when none is meant', () => {
    expect(refusal(union(text(), integer()), true)).toBe('must be text, or a whole number');
  });

  it('speaks of the one alternative that has the right type', () => {
    const parsed = only(union(text(), Env)).parse({ it: { env: '' } });
    expect(parsed).toEqual({ ok: false, problems: [{ path: 'it.env', message: 'must not be empty' }] });
  });

  it('speaks of the alternative whose tag the value carries', () => {
    const Memory = shape('Memory', { kind: literal('memory') });
    const Disk = shape('Disk', { kind: literal('disk'), folder: text() });
    const parsed = only(union(Memory, Disk)).parse({ it: { kind: 'disk' } });
    expect(parsed).toEqual({ ok: false, problems: [{ path: 'it.folder', message: 'is required: text' }] });
  });
});

describe('documents', () => {
  it('describes every keyword a client may rely on', () => {
    expect(Person.jsonSchema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['id', 'name', 'email', 'score', 'role', 'born', 'addresses', 'labels'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        name: { type: 'string', minLength: 1, maxLength: 64 },
        active: { type: 'boolean', default: true },
        role: { type: 'string', enum: ['reader', 'writer'] },
        born: { type: ['string', 'null'], format: 'date-time' },
        addresses: { type: 'array', maxItems: 5, items: { $ref: '#/components/schemas/Address' } },
        labels: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 4 },
      },
    });
  });

  it('collects nested shapes once, and refuses two under one name', () => {
    const Page = pageOf(Person);
    expect(Object.keys(componentsOf([Page, Person]))).toEqual(['PersonPage', 'Person', 'Address']);
    const Impostor = shape('Address', { zip: text() });
    expect(() => componentsOf([Address, Impostor])).toThrow('two different shapes are named Address');
  });

  it('gives several listings of one item the same page', () => {
    expect(pageOf(Person)).toBe(pageOf(Person));
    expect(Object.keys(componentsOf([pageOf(Person), pageOf(Person)]))).toContain('PersonPage');
  });

  it('keeps a sentence about a field, also beside a reference', () => {
    const Letter = shape('Letter', { to: described(Address, 'Where it goes.') });
    expect(Letter.fields.to.about).toBe('Where it goes.');
    expect(Letter.jsonSchema).toMatchObject({
      properties: { to: { $ref: '#/components/schemas/Address', description: 'Where it goes.' } },
    });
  });

  it('writes a self-contained schema for editors', () => {
    expect(standaloneSchema(Person)).toMatchObject({
      title: 'Person',
      properties: { addresses: { items: { $ref: '#/$defs/Address' } } },
      $defs: { Address: { type: 'object' } },
    });
  });

  it('lets null join an enumeration', () => {
    expect(only(nullable(oneOf('a'))).jsonSchema).toMatchObject({
      properties: { it: { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] } },
    });
  });
});

describe('properties', () => {
  const valid = fc.record(
    {
      id: fc.uuid(),
      name: fc.stringMatching(/^[a-zA-Zé😀]{1,20}$/u),
      email: fc.constantFrom('a@example.com', 'first.last@sub.example.org', 'root@localhost'),
      age: fc.integer({ min: 0, max: 150 }),
      score: fc.double({ noNaN: true, noDefaultInfinity: true }).map(score => score + 0),
      active: fc.boolean(),
      role: fc.constantFrom('reader', 'writer'),
      born: fc.option(
        fc
          .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
          .map(date => date.toISOString()),
      ),
      addresses: fc.array(
        fc.record({
          street: fc.stringMatching(/^[a-z]{1,40}$/),
          lines: fc.array(fc.stringMatching(/^[a-z ]*$/), { maxLength: 3 }),
        }),
        { maxLength: 5 },
      ),
      labels: fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.stringMatching(/^[a-z]*$/), { maxKeys: 4 }),
    },
    {
      requiredKeys: ['id', 'name', 'email', 'score', 'active', 'role', 'born', 'addresses', 'labels'],
      noNullPrototype: true,
    },
  );

  it('gives a valid value back equal to itself', () => {
    fc.assert(
      fc.property(valid, value => {
        expect(Person.parse(value)).toEqual({ ok: true, value: JSON.parse(JSON.stringify(value)) });
      }),
    );
  });

  it('refuses a value with one broken field, at exactly that path', () => {
    const breakage = fc.constantFrom<[string, unknown]>(
      ['id', 'nope'],
      ['name', ''],
      ['email', 'nope'],
      ['age', -1],
      ['score', '1'],
      ['active', null],
      ['role', 'admin'],
      ['born', 'yesterday'],
      ['addresses', {}],
      ['labels', []],
      ['extra', 1],
    );
    fc.assert(
      fc.property(valid, breakage, (value, [key, bad]) => {
        expect(problemsOf(Person, { ...value, [key]: bad }).map(problem => problem.path)).toEqual([key]);
      }),
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        expect(typeof Person.parse(value).ok).toBe('boolean');
        expect(typeof only(json()).parse({ it: value }).ok).toBe('boolean');
      }),
    );
  });
});

it('parses without looking rules up again, so hundreds of shapes cost nothing per parse', () => {
  for (let index = 0; index < 300; index += 1) shape(`Filler${index}`, { a: text({ max: index + 1 }) });
  const started = performance.now();
  for (let round = 0; round < 2_000; round += 1) Person.parse(person);
  const microseconds = ((performance.now() - started) * 1000) / 2_000;
  expect(microseconds).toBeLessThan(250);
});
