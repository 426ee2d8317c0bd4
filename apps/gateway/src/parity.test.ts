import type { AnyField } from '@mycelium/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MATRIX_PEOPLE } from './matrix-people.ts';
import { ADMIN, adminWorld, IDS } from './testing/admin-world.ts';
import { brokenParams, likelyParams } from './testing/arbitrary-params.ts';
import { type Attempt, type Outcome, overRest, overRpc } from './testing/both-doors.ts';

const RUNS = 12;
const ids = Object.values(IDS);
const operations = ADMIN.operations.filter(
  ({ result, only, routes }) => result.kind !== 'html' && only === undefined && routes.length > 0,
);
const as = MATRIX_PEOPLE.filter(({ name }) => name === 'staff' || name === 'tenant owner');

/** What reads the same in a query: broken text has no form there, and a number is one only where one is expected. */
function isPlain(value: unknown, field: AnyField | undefined): boolean {
  const counts = field?.kind === 'integer' || field?.kind === 'boolean';
  if (typeof value === 'string')
    return value.isWellFormed() && !(counts && /^(?:-?\d|true|false)/.test(value));
  return counts && (typeof value === 'number' || typeof value === 'boolean');
}

/** A path cannot say everything that JSON can: an empty, missing or structured variable is another path. */
const fitsPath = ({ operation, params }: Attempt): boolean =>
  [...(operation.routes[0] ?? '').matchAll(/\{(\w+)\}/g)].every(([, name = '']) => {
    const [value, field] = [params[name], operation.params.fields[name]];
    // Where text is expected, a number would be text in a path.
    if (typeof value === 'number') return field?.kind !== 'text';
    return typeof value === 'string' && isPlain(value, field) && !/^\.{0,2}$/.test(value);
  });

/** Nor can a query: null, lists of nothing and nesting have no form there. */
const fitsQuery = (attempt: Attempt): boolean =>
  !isQuery(attempt) ||
  Object.entries(attempt.params).every(([name, value]) => {
    const field = attempt.operation.params.fields[name];
    if (!Array.isArray(value)) return isPlain(value, field);
    return value.length > 1 && value.every(one => isPlain(one, field?.inner[0]));
  });

/** A query carries text: what is no text there is read back as what it looks like, or refused as text. */
const isQuery = ({ operation }: Attempt): boolean => /^(?:GET|DELETE) /.test(operation.routes[0] ?? '');

const kindOf = (outcome: Outcome): unknown => ('code' in outcome ? outcome.code : 'done');

describe('random params have the same outcome over both doors', () => {
  it.each(operations.map(operation => [operation.name, operation] as const))(
    '%s',
    async (_name, operation) => {
      await using rest = await adminWorld();
      await using rpc = await adminWorld();
      const { fields } = operation.params;
      const params = fc.oneof(likelyParams(fields, ids), brokenParams(fields, ids));
      await fc.assert(
        fc.asyncProperty(params, fc.constantFrom(...as), async (given, person) => {
          const attempt = { operation, params: given, as: person };
          fc.pre(fitsPath(attempt) && fitsQuery(attempt));
          const before = rest.world.stores.rows();
          const [one, other] = [await overRest(rest.url, attempt), await overRpc(rpc.url, attempt)];
          if (isQuery(attempt)) expect(kindOf(one)).toEqual(kindOf(other));
          else expect(one).toEqual(other);
          if ('code' in one)
            expect(rest.world.stores.rows(), 'a refused call writes nothing').toEqual(before);
          expect('code' in one && one.code, JSON.stringify(one)).not.toBe('MYC00099');
        }),
        { numRuns: RUNS },
      );
    },
  );
});
