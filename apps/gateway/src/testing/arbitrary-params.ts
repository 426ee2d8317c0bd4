import type { AnyField } from '@mycelium/schema';
import fc, { type Arbitrary } from 'fast-check';

/** Ids that rows of the test have, so that random params hit something now and then. */
export type KnownIds = readonly string[];

const somewhere = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    'a',
    'editor',
    'Equipe “São João”',
    'аdmin',
    ' padded ',
    "x'; DROP TABLE account; --",
    '\u202Etxt',
  ),
);

/** Values that the field may be given. Not every one of them is accepted: rules such as patterns are only guessed at. */
export function likely(field: AnyField, ids: KnownIds): Arbitrary<unknown> {
  const value = likelyValue(field, ids);
  return field.nullable ? fc.option(value, { nil: null, freq: 5 }) : value;
}

function likelyValue(field: AnyField, ids: KnownIds): Arbitrary<unknown> {
  const [first] = field.inner;
  switch (field.kind) {
    case 'uuid':
      return fc.oneof(fc.constantFrom(...ids), fc.uuid());
    case 'email':
      return fc.constantFrom('guest@acme.example', 'new@acme.example');
    case 'instant':
      return fc.constant('2030-01-01T00:00:00Z');
    case 'integer':
    case 'number':
      return fc.integer({ min: -1, max: 20 });
    case 'boolean':
      return fc.boolean();
    case 'oneOf':
    case 'literal':
      return fc.constantFrom(...field.values);
    case 'list':
      return first === undefined ? fc.constant([]) : fc.array(likely(first, ids), { maxLength: 3 });
    case 'record':
      return fc.dictionary(
        fc.string({ maxLength: 10 }),
        first === undefined ? somewhere : likely(first, ids),
        {
          maxKeys: 3,
          noNullPrototype: true,
        },
      );
    case 'union':
      return fc.oneof(...field.inner.map(alternative => likely(alternative, ids)));
    case 'shape':
      return field.shape === undefined ? fc.constant({}) : likelyParams(field.shape.fields, ids);
    case 'text':
      return somewhere;
    case 'custom':
      return fc.constantFrom(
        'guest@acme.example',
        'read',
        'write',
        'subscription',
        'SVC00001',
        'SVC',
        1,
        'x=y',
      );
    case 'json':
      return fc.jsonValue();
  }
}

type Params = Readonly<Record<string, unknown>>;

/** Objects with the declared fields; those that may be missing are missing now and then. */
export const likelyParams = (fields: Readonly<Record<string, AnyField>>, ids: KnownIds): Arbitrary<Params> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, likely(field, ids)])), {
    requiredKeys: Object.keys(fields).filter(name => fields[name]?.presence === 'required'),
  });

const wrong = fc.oneof(
  fc.constantFrom(null, true, -1, 1.5, 1e308, '', 'x'.repeat(5000), [], {}, [[[[]]]], '\0', '\ud800'),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The same with something wrong somewhere: another type, an absurd size, a missing or an undeclared field. */
export const brokenParams = (
  fields: Readonly<Record<string, AnyField>>,
  ids: KnownIds,
): Arbitrary<Params> => {
  const names = Object.keys(fields);
  const spoil = (params: Params) =>
    fc.oneof(
      fc
        .constantFrom('isStaff', 'accountType', '__proto__x', 'ids')
        .map(name => ({ ...params, [name]: true })),
      ...(names.length === 0
        ? []
        : [
            fc.tuple(fc.constantFrom(...names), wrong).map(([name, value]) => ({ ...params, [name]: value })),
            fc.constantFrom(...names).map(name => {
              const { [name]: _gone, ...rest } = params;
              return rest;
            }),
          ]),
    );
  return likelyParams(fields, ids).chain(spoil);
};
