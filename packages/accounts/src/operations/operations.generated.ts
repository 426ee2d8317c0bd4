// Written by npm run gen from the records in the folders beside it.
// biome-ignore-all format: one record a line, however few there are
// biome-ignore-all assist/source/organizeImports: in the order of the folders

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

export const accountsOperations = [
  createAccount,
  deleteAccount,
  displayMagicLink,
  getAccount,
  getProfile,
  getPublicInfo,
  requestMagicLink,
  updateAccountName,
  verifyMagicLink,
  completeBootstrap,
  requestBootstrapCode,
  showBootstrapPage,
] as const;
