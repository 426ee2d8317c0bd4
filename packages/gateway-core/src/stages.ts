import type { TokenTrace } from '@mycelium/accounts';
import type { Logger } from '@mycelium/kernel';
import type { Exchange } from './exchange.ts';
import type { SecurityGroup } from './model/service.ts';

/** Where nobody reads the events, they cost a call to this. */
const SILENT: TokenTrace = { stage: () => undefined };

const traces = new WeakMap<Logger, TokenTrace>();

/** Writes the `identity.*` events of an exchange. */
export function traceOf(_exchange: Exchange, log: Logger): TokenTrace {
  if (!log.enabled('info')) return SILENT;
  const known = traces.get(log);
  if (known) return known;
  const trace: TokenTrace = {
    stage: (stage, outcome, fields) =>
      log.log('info', 'identity', { stage, ...(outcome !== undefined && { outcome }), ...fields }),
  };
  traces.set(log, trace);
  return trace;
}

const GROUP_CHECK = 'router.check_security_group';

/** The stages that enclose the finding of an identity, outermost first. */
function enclosing(group: SecurityGroup): readonly string[] {
  if (group.kind === 'public') return [];
  if (group.kind === 'authenticated') return ['router.identity_resolution', 'router.identity_injection'];
  return ['router.profile_resolution', 'router.profile_injection'];
}

/** Every stage that is opened here is closed by `closeStages`, whatever comes of the request. */
export function openStages(exchange: Exchange, log: Logger): void {
  const { route, openStages: open } = exchange;
  if (route === undefined) return;
  const security_group = route.group.kind;
  log.log('info', 'checking the security group', { stage: GROUP_CHECK, security_group });
  if (route.group.kind === 'public') {
    log.log('info', 'checked', { stage: GROUP_CHECK, outcome: 'ok', security_group: 'Public' });
  }
  open.push(GROUP_CHECK);
  for (const stage of enclosing(route.group)) {
    log.log('info', 'resolving', { stage });
    open.push(stage);
  }
}

export function closeStages(exchange: Exchange, log: Logger, outcome: 'ok' | 'error'): void {
  const open = exchange.openStages;
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    const group = stage === GROUP_CHECK ? { security_group: exchange.route?.group.kind } : undefined;
    log.log('info', outcome === 'ok' ? 'done' : 'refused', { stage, outcome, ...group });
  }
}

export function logStripped(log: Logger, names: readonly string[]): void {
  if (!log.enabled('debug')) return;
  for (const header of names) {
    log.log('debug', 'removed a header that only the gateway may set', {
      stage: 'router.strip_inbound_mycelium_headers',
      outcome: 'ok',
      header,
    });
  }
}
