import { legibleName } from '@mycelium/accounts';
import { type Problem, refuse } from '@mycelium/kernel';
import { custom, described, nullable, oneOf, optional, text } from '@mycelium/schema';
import { WEBHOOK_METHODS, WEBHOOK_TRIGGERS, type WebhookMethod } from '../model/webhook.ts';
import {
  MAX_TARGET_LENGTH,
  type WebhookTargetPolicy,
  webhookTargetProblem,
} from '../model/webhook-target.ts';

/** The widths of the columns. */
export const webhookName = () => legibleName(140);
export const webhookDescription = () => optional(nullable(text({ max: 255, trim: true })));

export const webhookTrigger = () => described(oneOf(...WEBHOOK_TRIGGERS), 'The event that it is told of.');

/** Whether it may lead there is judged in `run`, since that is a matter of the installation. */
export const webhookUrl = () =>
  described(
    text({ min: 1, max: MAX_TARGET_LENGTH }),
    'Where the event is sent: an absolute http or https URL.',
  );

export const webhookMethod = () =>
  custom<WebhookMethod>({
    expects: `one of ${WEBHOOK_METHODS.join(', ')}`,
    parse: value => {
      const upper = typeof value === 'string' ? value.toUpperCase() : undefined;
      const method = WEBHOOK_METHODS.find(known => known === upper);
      return method ? { value: method } : { problem: `must be one of ${WEBHOOK_METHODS.join(', ')}` };
    },
    jsonSchema: { type: 'string', enum: [...WEBHOOK_METHODS] },
  });

/** Throws INVALID_INPUT with everything that is wrong. */
export function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) throw refuse('INVALID_INPUT', { problems });
}

export function targetProblems(url: string | undefined, policy: WebhookTargetPolicy): readonly Problem[] {
  const message = url === undefined ? undefined : webhookTargetProblem(url, policy);
  return message === undefined ? [] : [{ path: 'url', message }];
}
