import type { JsonValue } from '@mycelium/schema';
import { type ApiDocument, isApiDocument, memberOf } from './api-document.ts';

/** Deeper than this nothing is shown; no honest description comes near it, and answers stay within what JSON readers take. */
const MAX_DEPTH = 24;
/** Values that references may add to one answer. A few lines of nested references could fill the memory otherwise. */
const MAX_ADDED = 20_000;

/**
 * Copies parts of a document with their references into it replaced by what they lead to, so that a reader needs nothing
 * else. References that lead nowhere, or back to where they stand, stay as they are; so do all of them once the
 * allowance is used up, which is for all parts together.
 */
export class InlinedReferences {
  readonly #document: ApiDocument;
  readonly #allowance: Allowance;

  constructor(document: ApiDocument, allowance: Allowance = new Allowance()) {
    this.#document = document;
    this.#allowance = allowance;
  }

  copy(value: JsonValue): JsonValue {
    return this.#copy(value, []);
  }

  #copy(value: JsonValue, open: readonly string[], depth = 0): JsonValue {
    if (open.length > 0) this.#allowance.take();
    if (Array.isArray(value)) {
      return depth > MAX_DEPTH ? [] : value.map(item => this.#copy(item, open, depth + 1));
    }
    if (!isApiDocument(value)) return value;
    return depth > MAX_DEPTH ? {} : this.#object(value, open, depth);
  }

  #object(value: ApiDocument, open: readonly string[], depth: number): JsonValue {
    const { $ref: reference, ...siblings } = value;
    const target = this.#target(reference, open);
    if (target === undefined) return this.#members(value, open, depth);
    const resolved = this.#copy(target.value, [...open, target.reference], depth);
    return isApiDocument(resolved) ? { ...resolved, ...this.#members(siblings, open, depth) } : resolved;
  }

  #members(value: ApiDocument, open: readonly string[], depth: number): ApiDocument {
    const members = Object.entries(value).filter(([key]) => key !== '__proto__');
    return Object.fromEntries(members.map(([key, member]) => [key, this.#copy(member, open, depth + 1)]));
  }

  #target(
    reference: JsonValue | undefined,
    open: readonly string[],
  ): { readonly reference: string; readonly value: JsonValue } | undefined {
    if (typeof reference !== 'string' || open.includes(reference)) return undefined;
    if (open.length > MAX_DEPTH || this.#allowance.isUsedUp) return undefined;
    const value = pointedAt(this.#document, reference);
    return value === undefined ? undefined : { reference, value };
  }
}

/** What references may add, in values. */
export class Allowance {
  #left: number;

  constructor(values = MAX_ADDED) {
    this.#left = values;
  }

  get isUsedUp(): boolean {
    return this.#left <= 0;
  }

  take(): void {
    this.#left -= 1;
  }
}

/** `#/components/schemas/Customer` (RFC 6901, in a fragment). */
function pointedAt(document: ApiDocument, reference: string): JsonValue | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let found: JsonValue | undefined = document;
  for (const part of reference.slice(2).split('/')) {
    const key = keyOf(part);
    if (key === undefined) return undefined;
    if (Array.isArray(found)) found = /^\d+$/.test(key) ? found[Number(key)] : undefined;
    else found = isApiDocument(found) ? memberOf(found, key) : undefined;
  }
  return found;
}

function keyOf(part: string): string | undefined {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    // A stray percent sign: it leads nowhere.
    return undefined;
  }
}
