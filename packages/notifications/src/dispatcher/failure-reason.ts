import { oneLine } from '../templates/escape.ts';

/**
 * Why something failed, for logs and for the queue's row: one short line without addresses or links, because mail
 * servers like to repeat both and a sign-in link is as good as a password.
 */
export function failureReason(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return oneLine(
    text.replace(/\b[a-z][a-z\d+.-]*:\/\/\S+/gi, '[link]').replace(/[^\s<>(]+@[^\s<>)]+/g, '[address]'),
  );
}
