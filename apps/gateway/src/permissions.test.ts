import { errors } from '@mycelium/kernel';
import { type AnyOperation, exampleParams, isTenantAccess, verdictOn } from '@mycelium/operations';
import { describe, expect, it } from 'vitest';
import { MATRIX_PEOPLE, MATRIX_TENANTS, matrixColumns } from './matrix-people.ts';
import { ADMIN, adminWorld } from './testing/admin-world.ts';
import { type Outcome, overRest, overRpc } from './testing/both-doors.ts';

/** The codes by which somebody is sent away for who they are, and not for what they ask. */
const TURNED_AWAY = new Set<unknown>(
  (['NOT_AUTHENTICATED', 'ACCOUNT_MISSING', 'INSUFFICIENT_PRIVILEGES'] as const).map(
    name => errors[name].code,
  ),
);
const turnedAway = (outcome: Outcome): boolean => 'code' in outcome && TURNED_AWAY.has(outcome.code);

/** Params that are well-formed, in one of the tenants where the operation acts in one. */
function paramsIn(operation: AnyOperation, tenantId: string): Readonly<Record<string, unknown>> {
  const params = exampleParams(operation);
  return isTenantAccess(operation.access) ? { ...params, tenantId } : params;
}

const operations = ADMIN.operations.filter(({ result }) => result.kind !== 'html');

describe('every operation, as everybody, over REST and JSON-RPC', () => {
  it.each(operations.map(operation => [operation.name, operation] as const))(
    '%s',
    async (_name, operation) => {
      await using rest = await adminWorld();
      await using rpc = await adminWorld();
      for (const [index, as] of MATRIX_PEOPLE.entries()) {
        const verdict = verdictOn(operation, matrixColumns[index]!, MATRIX_TENANTS);
        for (const [tenant, allowed] of [
          [MATRIX_TENANTS.foreign, verdict === 'yes'],
          [MATRIX_TENANTS.own, verdict !== 'no'],
        ] as const) {
          const attempt = { operation, params: paramsIn(operation, tenant), as };
          const outcomes = [
            ...(operation.routes.length > 0 ? [await overRest(rest.url, attempt)] : []),
            ...(operation.only === 'rest' ? [] : [await overRpc(rpc.url, attempt)]),
          ];
          const said = `${as.name} in the ${tenant === MATRIX_TENANTS.own ? 'own' : 'foreign'} tenant`;
          for (const outcome of outcomes) {
            // A closer rule may turn away whom the table lets in, never the other way round.
            if (allowed && operation.rule !== undefined) continue;
            expect(turnedAway(outcome), `${said}: ${JSON.stringify(outcome)}`).toBe(!allowed);
          }
          if (outcomes.length === 2) expect(outcomes[0], said).toEqual(outcomes[1]);
        }
      }
    },
  );
});
