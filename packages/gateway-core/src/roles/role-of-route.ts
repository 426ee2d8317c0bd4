import { slugify } from '@mycelium/accounts';

/** Why nobody can hold the role that a route asks for, and what to write instead; `undefined` when somebody can. */
export function unholdableRole(asked: string): string | undefined {
  const slug = slugify(asked);
  if (slug === asked) return undefined;
  const instead = slug === '' ? 'write it with a-z, 0-9 and hyphens' : `write "${slug}"`;
  return `asks for the role "${asked}", which nobody can hold, since roles are compared by slug; ${instead}`;
}
