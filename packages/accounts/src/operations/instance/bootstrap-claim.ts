import type { Needs } from '../ports.ts';

export const BOOTSTRAP_PATH = '/_adm/instance/bootstrap';

/** The settings key whose presence says that the instance has been claimed. */
export const BOOTSTRAP_KEY = 'staff_bootstrap';

/** Whether the instance waits for its first staff account. */
export async function isClaimable({
  bootstrapSecret,
  unitOfWork,
}: Needs<'bootstrapSecret' | 'unitOfWork'>): Promise<boolean> {
  if (!bootstrapSecret.enabled) return false;
  return !(await unitOfWork.run(({ settings }) => settings.has(BOOTSTRAP_KEY)));
}
