import { randomUUID } from 'node:crypto';

/** What our keys and our channel are called. */
export interface Names {
  readonly invalidations: string;
  generation(group: string): string;
  value(group: string, key: string): string;
}

export function redisNames(prefix: string): Names {
  // The group is escaped, so that no group and key can be read as another pair, and stands in braces, so that Redis
  // Cluster keeps all keys of a group on one node, where MGET and MULTI work.
  const within = (group: string): string => `${prefix}{${encodeURIComponent(group.toWellFormed())}}`;
  return {
    invalidations: `${prefix}invalidations`,
    generation: group => `${within(group)}:generation`,
    value: (group, key) => `${within(group)}:value:${key}`,
  };
}

/** A generation that nobody has used before. Random, not counted: an evicted counter would begin again. */
export const freshGeneration = (): string => randomUUID();

/** A value together with the generation under which it was written. */
export const sealed = (generation: string, value: string): string => `${generation}\n${value}`;

/** The value, if it belongs to the generation. */
export const unsealed = (generation: string, stored: string | null): string | undefined =>
  stored?.startsWith(`${generation}\n`) ? stored.slice(generation.length + 1) : undefined;

/** An invalidation as it is published. The sender's id lets it skip what it has told its own listeners already. */
export const announcement = (sender: string, group: string): string => `${sender} ${group}`;

export function announced(message: string): { readonly sender: string; readonly group: string } | undefined {
  const space = message.indexOf(' ');
  return space < 0 ? undefined : { sender: message.slice(0, space), group: message.slice(space + 1) };
}
