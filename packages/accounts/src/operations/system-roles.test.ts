import { world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { rolePair, systemRolePair } from './system-roles.ts';

it('makes both roles of a slug once, and tells which are new', async () => {
  const { ports, stores } = world();
  const pair = () =>
    ports.unitOfWork.run(unit => rolePair(unit, ports, { name: 'Night Shift', system: false }));
  const first = await pair();
  expect(first).toMatchObject({
    read: { slug: 'night-shift', permission: 'read', system: false },
    write: { slug: 'night-shift', permission: 'write', system: false },
  });
  expect(first.made).toEqual([first.read, first.write]);
  expect(await pair()).toEqual({ ...first, made: [] });
  expect(stores.rows().guestRoles).toHaveLength(2);
});

it('completes half a pair', async () => {
  const { ports, role } = world();
  const read = await role({ name: 'Night Shift', permission: 'read' });
  const pair = await ports.unitOfWork.run(unit =>
    rolePair(unit, ports, { name: 'Night Shift', system: false }),
  );
  expect(pair.read.id).toBe(read.id);
  expect(pair.made).toEqual([pair.write]);
});

it('calls the roles of an actor by the slug that rights hang on', async () => {
  const { ports } = world();
  const { read, write } = await ports.unitOfWork.run(unit => systemRolePair(unit, ports, 'accountManager'));
  for (const role of [read, write]) {
    expect(role).toMatchObject({ name: 'Accounts Manager', slug: 'accounts-manager', system: true });
  }
});
