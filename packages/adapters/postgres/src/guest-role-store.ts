import type { GuestRole, GuestRoleChange, GuestRoleStore, RoleLink } from '@mycelium/accounts';
import type { RoleId } from '@mycelium/kernel';
import { isForeignKeyViolation, isUniqueViolation } from './database-error.ts';
import { guestRoleEntity } from './entities.ts';
import { type ParentRow, permissionColumn, ROLE_COLUMNS, roleOf, roleRow } from './guest-role-row.ts';
import { forgetGuests } from './guest-store.ts';
import { insertedNew } from './insert.ts';
import { allOf, contains, mapped, pageOf } from './paging.ts';
import { type Connection, type Session, type Sql, withSavepoint } from './session.ts';

export function postgresGuestRoleStore(session: Session): GuestRoleStore {
  return {
    byId: id => session.turn(async ({ sql }) => found(await sql<ParentRow>(BY_ID, [id]))),
    byIds: ids => session.turn(async ({ sql }) => (await sql<ParentRow>(BY_IDS, [ids])).map(roleOf)),
    list: ({ name, slug, system }, page) =>
      session.turn(async ({ sql }) => {
        const where = allOf('true', [
          contains('r.name', name),
          ['r.slug = $?', slug],
          ['r.system = $?', system],
        ]);
        const listing = {
          columns: ROLE_COLUMNS,
          from: `FROM public.guest_role AS r WHERE ${where.sql}`,
          parameters: where.parameters,
          order: 'slug COLLATE "C", (permission = 1), id',
        };
        return mapped(await pageOf<ParentRow>(sql, listing, page), roleOf);
      }),
    insert: role =>
      session.turn(async ({ manager }) =>
        (await insertedNew(manager, guestRoleEntity, roleRow(role))) ? 'inserted' : 'duplicate',
      ),
    getOrInsert: role => session.turn(connection => getOrInsert(connection, role)),
    update: (id, change, at) => session.turn(({ sql }) => update(sql, id, { change, at })),
    delete: id => session.turn(({ sql }) => deleteRole(sql, id)),
    insertChild: (link, at) => session.turn(({ sql }) => insertChild(sql, link, at)),
    removeChild: ({ parentId, childId }) =>
      session.turn(async ({ sql }) => {
        const rows = await sql(REMOVE_CHILD, [parentId, childId]);
        return rows.length > 0 ? 'removed' : 'absent';
      }),
    parentsOf: id =>
      session.turn(async ({ sql }) =>
        (await sql<{ id: RoleId }>(PARENTS, [id])).map(({ id: parentId }) => parentId),
      ),
  };
}

const BY_ID = `SELECT ${ROLE_COLUMNS} FROM public.guest_role AS r WHERE r.id = $1`;
const BY_IDS = `SELECT ${ROLE_COLUMNS} FROM public.guest_role AS r WHERE r.id = ANY ($1) ORDER BY r.id`;
const BY_SLUG = `
  SELECT ${ROLE_COLUMNS} FROM public.guest_role AS r WHERE r.slug = $1 AND r.permission = $2`;

const found = ([row]: readonly ParentRow[]): GuestRole | undefined => row && roleOf(row);

/** Where another role has the name, the slug serves as name; where that is taken too, the slug with the role's id. */
async function getOrInsert({ sql, manager }: Connection, role: GuestRole): Promise<GuestRole> {
  const bySlug = async (): Promise<GuestRole | undefined> =>
    found(await sql<ParentRow>(BY_SLUG, [role.slug, permissionColumn(role.permission)]));
  const known = await bySlug();
  if (known) return known;
  for (const name of [role.name, role.slug, `${role.slug} ${role.id}`]) {
    await insertedNew(manager, guestRoleEntity, roleRow({ ...role, name }));
    const present = await bySlug();
    if (present) return present;
  }
  throw new Error(`There is no free name for the role ${role.slug}.`);
}

const UPDATE = `
  UPDATE public.guest_role
  SET name = coalesce($2, name), description = coalesce($3, description), permission = coalesce($4, permission),
      updated = $5
  WHERE id = $1 RETURNING id`;

async function update(
  sql: Sql,
  id: RoleId,
  { change, at }: { readonly change: GuestRoleChange; readonly at: Date },
): Promise<'updated' | 'duplicate' | 'absent'> {
  const { name, description, permission } = change;
  const level = permission === undefined ? null : permissionColumn(permission);
  try {
    const parameters = [id, name ?? null, description ?? null, level, at];
    const rows = await withSavepoint(sql, () => sql(UPDATE, parameters));
    return rows.length > 0 ? 'updated' : 'absent';
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate';
    throw error;
  }
}

/** A guest without a place is nobody's guest. Locked, so that none is invited meanwhile. */
const HOLD_FORMER_GUESTS = `
  SELECT g.id FROM public.guest_user AS g
  WHERE g.guest_role_id = $1
    AND NOT EXISTS (SELECT FROM public.guest_user_on_account AS l WHERE l.guest_user_id = g.id)
  ORDER BY g.id FOR UPDATE`;

/** The foreign keys know whether it is in use, also by what is being written at this moment. */
async function deleteRole(sql: Sql, id: RoleId): Promise<'deleted' | 'in-use' | 'absent'> {
  try {
    return await withSavepoint(sql, async () => {
      const former = await sql<{ id: string }>(HOLD_FORMER_GUESTS, [id]);
      if (former.length > 0)
        await forgetGuests(
          sql,
          former.map(guest => guest.id),
        );
      const rows = await sql('DELETE FROM public.guest_role WHERE id = $1 RETURNING id', [id]);
      return rows.length > 0 ? 'deleted' : 'absent';
    });
  } catch (error) {
    if (isForeignKeyViolation(error)) return 'in-use';
    throw error;
  }
}

/** Links follow one another, else two of them could close a circle without seeing each other. */
const LOCK_LINKS = `SELECT pg_advisory_xact_lock(hashtextextended('guest-role-children', 0))`;

/** KEY SHARE keeps both roles from being deleted until the link is committed. */
const HOLD_ROLES = 'SELECT id FROM public.guest_role WHERE id = ANY ($1) ORDER BY id FOR KEY SHARE';

const CLOSES_CIRCLE = `
  WITH RECURSIVE below (id) AS (
    SELECT $2::uuid
    UNION
    SELECT c.child_role_id FROM below JOIN public.guest_role_children AS c ON c.parent_id = below.id
  )
  SELECT id FROM below WHERE id = $1`;

const LINK = `
  INSERT INTO public.guest_role_children (parent_id, child_role_id, created_by, created)
  VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING parent_id`;

const REMOVE_CHILD = `
  DELETE FROM public.guest_role_children WHERE parent_id = $1 AND child_role_id = $2 RETURNING parent_id`;

const PARENTS = `
  SELECT parent_id AS id FROM public.guest_role_children WHERE child_role_id = $1 ORDER BY parent_id`;

async function insertChild(
  sql: Sql,
  { parentId, childId, createdBy }: RoleLink,
  at: Date,
): Promise<'inserted' | 'duplicate' | 'cycle' | 'absent'> {
  await sql(LOCK_LINKS);
  const roles = await sql(HOLD_ROLES, [[parentId, childId]]);
  if (roles.length < new Set([parentId, childId]).size) return 'absent';
  const circle = await sql(CLOSES_CIRCLE, [parentId, childId]);
  if (circle.length > 0) return 'cycle';
  const rows = await sql(LINK, [parentId, childId, createdBy, at]);
  return rows.length > 0 ? 'inserted' : 'duplicate';
}
