import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessRefusal, type Caller, SYSTEM_ACTORS } from '@mycelium/accounts';
import {
  type AccountId,
  NIL_UUID,
  type RoleId,
  silentLogger,
  type TenantId,
  type UserId,
} from '@mycelium/kernel';
import { type DoorRequest, restDoor, rpcDoor } from '@mycelium/operations';
import { anAccount, aRole, aSubscription, aTenant, aUser, type World, world } from '@mycelium/testkit';
import { adminRegistry } from '../admin-doors.ts';
import { MATRIX_PEOPLE, MATRIX_TENANTS, type MatrixPerson } from '../matrix-people.ts';

export const ADMIN = adminRegistry(true);

/** The same in every world, so that two worlds can be compared. */
const fixed = <Id extends string>(kind: number, number: number): Id =>
  `00000000-0000-4000-8000-${(kind * 0x1000 + number).toString(16).padStart(12, '0')}` as Id;

const OWN = MATRIX_TENANTS.own as TenantId;
const FOREIGN = MATRIX_TENANTS.foreign as TenantId;

export const IDS = {
  own: OWN,
  foreign: FOREIGN,
  team: fixed<AccountId>(0xb, 1),
  foreignTeam: fixed<AccountId>(0xb, 2),
  editor: fixed<RoleId>(0xc, 1),
  reader: fixed<RoleId>(0xc, 2),
} as const;

/** People of the matrix by the name of their column, as stored rows, and a little of what they work with. */
export interface AdminWorld extends AsyncDisposable {
  readonly world: World;
  /** Calls over REST and JSON-RPC: `Authorization: Bearer <name of the person>`. */
  readonly url: string;
}

const emailOf = (index: number): string => `person-${index}@acme.example`;

/** One storage with everybody in it, behind both doors. */
export async function adminWorld(): Promise<AdminWorld> {
  const opened = world();
  await seed(opened);
  const server = await serve(opened);
  const { port } = server.address() as AddressInfo;
  return {
    world: opened,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

async function seed({ stores }: World): Promise<void> {
  for (const [id, name] of [
    [OWN, 'Own'],
    [FOREIGN, 'Foreign'],
  ] as const) {
    await stores.addTenant(aTenant({ id, name }));
  }
  await stores.addAccount(aSubscription(OWN, { id: IDS.team, name: 'Team' }));
  await stores.addAccount(aSubscription(FOREIGN, { id: IDS.foreignTeam, name: 'Foreign team' }));
  await stores.addRole(aRole({ id: IDS.editor, name: 'Editor', slug: 'editor', permission: 'write' }));
  await stores.addRole(aRole({ id: IDS.reader, name: 'Reader', slug: 'reader', permission: 'read' }));
  for (const [index, person] of MATRIX_PEOPLE.entries()) await seedPerson({ stores }, person, index);
}

async function seedPerson(
  { stores }: Pick<World, 'stores'>,
  person: MatrixPerson,
  index: number,
): Promise<void> {
  if (!person.signedIn) return;
  const email = emailOf(index);
  const accountId = fixed<AccountId>(0xd, index);
  const user = aUser({ id: fixed<UserId>(0xe, index), email, ...(person.accountType && { accountId }) });
  if (person.accountType) {
    await stores.addAccount(anAccount({ id: accountId, name: person.name, accountType: person.accountType }));
  }
  await stores.addUser(user);
  if (person.owns)
    await stores.addOwnership(email, { id: OWN, name: 'Own', since: user.created.toISOString() });
  if (person.holds) await seedLicence(stores, email, person.holds);
}

async function seedLicence(
  stores: World['stores'],
  email: string,
  { role, permission, platform }: NonNullable<MatrixPerson['holds']>,
): Promise<void> {
  const slugs: readonly string[] = Object.values(SYSTEM_ACTORS);
  const place = slugs.indexOf(role) * 2 + (permission === 'write' ? 1 : 0);
  const roleId = fixed<RoleId>(0xf, place);
  const accId = fixed<AccountId>(0xaa, slugs.indexOf(role));
  const tenantId = platform ? undefined : OWN;
  const { guestRoles, accounts } = stores.rows();
  if (!guestRoles.some(({ id }) => id === roleId)) {
    await stores.addRole(aRole({ id: roleId, name: role, slug: role, permission, system: true }));
  }
  if (!accounts.some(({ id }) => id === accId)) {
    const system = anAccount({ id: accId, name: `System account ${role}`, isSystemAccount: true });
    await stores.addAccount({ ...system, ...(tenantId && { tenantId }) });
  }
  const licence = { accId, sysAcc: true, accName: `System account ${role}`, tenantId: tenantId ?? NIL_UUID };
  await stores.addLicence(email, { ...licence, role, roleId, perm: permission, verified: true });
}

const TOKEN = /^Bearer (\d+)$/;

/** What a test sends as the person's token. */
export const tokenOf = (person: MatrixPerson): string => String(MATRIX_PEOPLE.indexOf(person));

async function serve(opened: World): Promise<Server> {
  const identify = async ({
    headers,
  }: {
    readonly headers: DoorRequest['headers'];
  }): Promise<Caller | undefined> => {
    const index = TOKEN.exec(headers.authorization ?? '')?.[1];
    return index === undefined ? undefined : opened.caller(emailOf(Number(index)));
  };
  const ports = {
    ports: opened.ports,
    identify,
    authorise: accessRefusal,
    log: silentLogger,
    ids: opened.ports.ids,
    strict: true,
    requestId: () => 'request',
  };
  const rpc = rpcDoor(ADMIN, { ...ports, info: { title: 'Test', version: '0' } });
  const rest = restDoor(ADMIN, ports);
  const server = createServer((request, response) => {
    void rpc.handle(request, response, () => void rest.handle(request, response));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}
