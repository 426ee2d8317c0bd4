import type { VerboseStatus } from '@mycelium/profile';
import type { AccountFlags } from './account.ts';

type Target = 'verified' | 'unverified' | 'inactive' | 'archived';

/** The flags of each status that an account can be brought into. */
const FLAGS: Readonly<Record<Target, Partial<AccountFlags>>> = {
  verified: { isActive: true, isChecked: true, isArchived: false },
  unverified: { isActive: true, isChecked: false, isArchived: false },
  inactive: { isActive: false },
  archived: { isActive: true, isChecked: true, isArchived: true },
};

interface Step {
  readonly from: readonly VerboseStatus[];
  readonly to: Target;
}

/** What a users manager can do to an account, and in which status it has to be. */
const STEPS = {
  approve: { from: ['unverified', 'inactive', 'verified'], to: 'verified' },
  disapprove: { from: ['unverified', 'verified', 'inactive'], to: 'archived' },
  activate: { from: ['inactive', 'unverified'], to: 'verified' },
  deactivate: { from: ['verified'], to: 'inactive' },
  archive: { from: ['unverified', 'verified', 'inactive'], to: 'archived' },
  unarchive: { from: ['archived'], to: 'unverified' },
} as const satisfies Readonly<Record<string, Step>>;

export type StatusStep = keyof typeof STEPS;

export const statusStep = (step: StatusStep): Step & { readonly flags: Partial<AccountFlags> } => ({
  ...STEPS[step],
  flags: FLAGS[STEPS[step].to],
});

/** Whether the step takes something from the account that it had. */
export const takesAway = (step: StatusStep): boolean => {
  const { to } = STEPS[step];
  return to === 'inactive' || to === 'archived';
};

/** The steps that lead on from a status, for refusals that say what would work. */
export const stepsFrom = (status: VerboseStatus): readonly StatusStep[] =>
  (Object.keys(STEPS) as StatusStep[]).filter(step => statusStep(step).from.includes(status));
