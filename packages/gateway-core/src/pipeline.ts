import type { AppError } from '@mycelium/kernel';
import { countRequest } from './counters.ts';
import { Exchange, type RequestHead, type StepResult } from './exchange.ts';
import type { PipelinePorts } from './ports.ts';
import { closeStages, openStages } from './stages.ts';
import { authorise } from './steps/authorise.ts';
import { headers } from './steps/headers.ts';
import { identify } from './steps/identify.ts';
import { match } from './steps/match.ts';
import { method } from './steps/method.ts';
import { secret } from './steps/secret.ts';
import { source } from './steps/source.ts';
import { target } from './steps/target.ts';

export interface Step {
  readonly name: string;
  readonly run: (exchange: Exchange, ports: PipelinePorts) => StepResult;
}

const logGroupCheck = (exchange: Exchange, { log }: PipelinePorts): StepResult => {
  if (log.enabled('info')) openStages(exchange, log);
  return undefined;
};

/** The request path, in order. A request is forwarded when every step let it pass, and only then. */
export const STEPS: readonly Step[] = [
  { name: 'match', run: match },
  { name: 'source', run: source },
  { name: 'method', run: method },
  { name: 'log-group-check', run: logGroupCheck },
  { name: 'identify', run: identify },
  { name: 'authorise', run: authorise },
  { name: 'count', run: countRequest },
  { name: 'headers', run: headers },
  { name: 'secret', run: secret },
  { name: 'target', run: target },
];

/** Runs the steps. Answers the refusal, or nothing; a promise only when a step had to wait. */
export function runPipeline(exchange: Exchange, ports: PipelinePorts): StepResult {
  const result = runFrom(0, exchange, ports);
  if (exchange.openStages.length === 0) return result;
  if (result instanceof Promise) return result.then(refusal => closed(exchange, ports, refusal));
  return closed(exchange, ports, result);
}

/** Every step up to the decision; those after it only write what the service receives. */
const DECISION = STEPS.findIndex(({ name }) => name === 'authorise') + 1;

/**
 * Decides once more about a request that was let pass, by what is known of its caller now. For connections that stay
 * open for long. Answers the refusal, if it would be refused today.
 */
export async function decideAgain(head: RequestHead, ports: PipelinePorts): Promise<AppError | undefined> {
  const exchange = new Exchange(head);
  for (const { name, run } of STEPS.slice(0, DECISION)) {
    // The log tells of requests; nobody has sent one.
    if (name === 'log-group-check') continue;
    const refusal = await run(exchange, ports);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function runFrom(start: number, exchange: Exchange, ports: PipelinePorts): StepResult {
  for (let i = start; i < STEPS.length; i++) {
    const result = STEPS[i]?.run(exchange, ports);
    if (result === undefined) continue;
    if (result instanceof Promise) return result.then(refusal => refusal ?? runFrom(i + 1, exchange, ports));
    return result;
  }
  return undefined;
}

function closed(
  exchange: Exchange,
  { log }: PipelinePorts,
  refusal: AppError | undefined,
): AppError | undefined {
  closeStages(exchange, log, refusal === undefined ? 'ok' : 'error');
  return refusal;
}
