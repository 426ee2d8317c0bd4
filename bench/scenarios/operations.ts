import { Client } from 'pg';
import type { GatewayUnderTest } from '../gateway.ts';
import type { Scenario } from '../ground.ts';
import { processorSeconds } from '../processes.ts';
import { count } from '../results.ts';

const CLIENTS = 8;
/** Somebody of whom no other scenario has left anything in the cache. */
const ADMINISTRATOR = 1;
/** What each client does over and over: an account, a tag on it, a guest invited to it and taken away again. */
const KINDS = ['account', 'tag', 'invitation', 'revocation'] as const;

interface Caller {
  call(method: string, params: Readonly<Record<string, unknown>>): Promise<{ readonly id: string }>;
}

const callerAt = ({ url, tokens }: GatewayUnderTest): Caller => ({
  call: async (method, params) => {
    const response = await fetch(`${url}/_adm/rpc`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens[ADMINISTRATOR]}`, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const body = (await response.json()) as { result?: { id: string } | null; error?: unknown };
    if (body.error !== undefined) throw new Error(`${method}: ${JSON.stringify(body.error)}`);
    return body.result ?? { id: '' };
  },
});

interface Place {
  readonly tenantId: string;
  readonly roleId: string;
}

async function placeIn(database: string): Promise<Place> {
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    await client.query(
      `UPDATE account SET account_type = '"staff"' WHERE id = (SELECT account_id FROM "user" WHERE email = 'bench-${ADMINISTRATOR}@example.com')`,
    );
    const tenant = await client.query<{ id: string }>('SELECT id FROM tenant LIMIT 1');
    const role = await client.query<{ id: string }>(`SELECT id FROM guest_role WHERE slug = 'role-0'`);
    return { tenantId: tenant.rows[0]?.id ?? '', roleId: role.rows[0]?.id ?? '' };
  } finally {
    await client.end();
  }
}

const ofSubscriptions = (name: string): string => `subscriptionsManager.${name}`;

/** One turn of a client; every call writes rows, trail, and where there is one mail or event, in one transaction. */
async function turn({ call }: Caller, { tenantId, roleId }: Place, name: string): Promise<void> {
  const { id: accountId } = await call(ofSubscriptions('accounts.createSubscriptionAccount'), {
    tenantId,
    name,
  });
  await call(ofSubscriptions('tags.create'), { tenantId, accountId, value: 'bench' });
  const guest = { tenantId, accountId, roleId, email: 'guest@example.com' };
  await call(ofSubscriptions('guests.guestUserToSubscriptionAccount'), guest);
  await call(ofSubscriptions('guests.revokeUserGuestToSubscriptionAccount'), guest);
}

/** Administrative operations that write, through the JSON-RPC door of one gateway on one core. */
export const operations: Scenario = async ({ gateway, servers, pace }) => {
  const place = await placeIn(servers.database.url);
  await using ours = await gateway();
  const caller = callerAt(ours);
  await turn(caller, place, 'warm-up');
  const seconds = pace.rounds * pace.seconds;
  const cpuBefore = processorSeconds(ours.pid);
  const began = performance.now();
  const until = began + seconds * 1000;
  let turns = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      while (performance.now() < until) {
        turns += 1;
        await turn(caller, place, `Account ${client} ${turns}`);
      }
    }),
  );
  const took = (performance.now() - began) / 1000;
  const written = turns * KINDS.length;
  const perSecond = written / took;
  const milliseconds = ((processorSeconds(ours.pid) - cpuBefore) * 1000) / written;
  pace.say(`  ${count(perSecond)} operations/s, ${milliseconds.toFixed(1)} ms of processor time each`);
  return {
    title: 'Administrative operations',
    notes: [
      `${CLIENTS} clients call operations that write, for ${seconds} s: ${KINDS.join(', ')} in turn. The gateway has one core to itself; PostgreSQL, Redis and the clients share the rest. Each operation is one transaction with its rows, its entry in the audit trail and, where there is one, its mail or event.`,
    ],
    tables: [
      {
        columns: ['operations', 'operations/s', 'CPU ms/operation'],
        rows: [[count(written), count(perSecond), milliseconds.toFixed(2)]],
      },
    ],
    goals: [{ label: 'writing operations/s on one core', value: perSecond, atLeast: 50 }],
  };
};
