import { responsePasses } from '@mycelium/gateway-core';

/** The name of a field in an answer, with all that is asked of names. */
export interface FieldName {
  /** As the service spells it. */
  readonly spelled: string;
  readonly lower: string;
  /** Whether the policy lets it pass to the client. */
  readonly passes: boolean;
}

/** Services use a few dozen names. More than this, or longer ones, are the work of somebody who makes them up. */
const MOST_KNOWN = 2000;
const LONGEST_KNOWN = 100;

const known = new Map<string, FieldName>();

/** Answers the same object each time for the names in use, so that they are brought to lower case and judged once. */
export function fieldName(spelled: string): FieldName {
  const before = known.get(spelled);
  if (before !== undefined) return before;
  const lower = spelled.toLowerCase();
  const passes = responsePasses(lower);
  if (known.size === MOST_KNOWN || spelled.length > LONGEST_KNOWN) return { spelled, lower, passes };
  // A copy: what was cut out of a head would keep all of it in memory.
  const name = { spelled: Buffer.from(spelled, 'latin1').toString('latin1'), lower, passes };
  known.set(name.spelled, name);
  return name;
}
