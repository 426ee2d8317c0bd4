// Written by npm run gen from the records in the folders beside it.
// biome-ignore-all format: one record a line, however few there are
// biome-ignore-all assist/source/organizeImports: in the order of the folders

import { fetchResourceTrail } from './audit/fetch-resource-trail.ts';
import { createErrorCode } from './system-manager/create-error-code.ts';
import { createWebhook } from './system-manager/create-webhook.ts';
import { deleteErrorCode } from './system-manager/delete-error-code.ts';
import { deleteWebhook } from './system-manager/delete-webhook.ts';
import { getErrorCode } from './system-manager/get-error-code.ts';
import { listErrorCodes } from './system-manager/list-error-codes.ts';
import { listWebhooks } from './system-manager/list-webhooks.ts';
import { updateErrorCodeTexts } from './system-manager/update-error-code-texts.ts';
import { updateWebhook } from './system-manager/update-webhook.ts';

export const systemOperations = [
  fetchResourceTrail,
  createErrorCode,
  createWebhook,
  deleteErrorCode,
  deleteWebhook,
  getErrorCode,
  listErrorCodes,
  listWebhooks,
  updateErrorCodeTexts,
  updateWebhook,
] as const;
