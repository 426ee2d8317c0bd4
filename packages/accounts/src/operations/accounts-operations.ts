import { createAccount } from './beginners/create-account.ts';
import { deleteAccount } from './beginners/delete-account.ts';
import { displayMagicLink } from './beginners/display-magic-link.ts';
import { getAccount } from './beginners/get-account.ts';
import { getProfile } from './beginners/get-profile.ts';
import { getPublicInfo } from './beginners/get-public-info.ts';
import { requestMagicLink } from './beginners/request-magic-link.ts';
import { updateAccountName } from './beginners/update-account-name.ts';
import { verifyMagicLink } from './beginners/verify-magic-link.ts';
import { completeBootstrap } from './instance/complete-bootstrap.ts';
import { requestBootstrapCode } from './instance/request-bootstrap-code.ts';
import { showBootstrapPage } from './instance/show-bootstrap-page.ts';

/** These issue our own tokens; an installation that leaves sign-in to external providers does without them. */
export const signInOperations = [
  requestMagicLink,
  displayMagicLink,
  verifyMagicLink,
  showBootstrapPage,
  requestBootstrapCode,
  completeBootstrap,
] as const;

export const selfServiceOperations = [
  createAccount,
  getAccount,
  updateAccountName,
  deleteAccount,
  getProfile,
  getPublicInfo,
] as const;

export const accountsOperations = [...signInOperations, ...selfServiceOperations] as const;
