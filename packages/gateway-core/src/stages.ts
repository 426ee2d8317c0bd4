import type { TokenTrace } from '@mycelium/accounts';
import type { Logger } from '@mycelium/kernel';
import type { Exchange } from './exchange.ts';
import type { SecurityGroup } from './model/service.ts';

/** Where nobody reads the events, they cost a call to this. */
const SILENT: TokenTrace = { stage: () => undefined };

/** Writes the `identity.*` events of an exchange. */
export function traceOf({ head }: Exchange, log: Logger): TokenTrace {
  if (!log.enabled('info')) return SILENT;
  const { requestId } = head;
  return {
    stage: (stage, outcome, fields) =>
      log.log(
        'info',
        'identity',
        fields === undefined ? { stage, outcome, requestId } : { stage, outcome, ...fields, requestId },
      ),
  };
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
  const { requestId } = exchange.head;
  log.log('info', 'checking the security group', { stage: GROUP_CHECK, security_group, requestId });
  if (route.group.kind === 'public') {
    log.log('info', 'checked', { stage: GROUP_CHECK, outcome: 'ok', security_group: 'Public', requestId });
  }
  open.push(GROUP_CHECK);
  for (const stage of enclosing(route.group)) {
    log.log('info', 'resolving', { stage, requestId });
    open.push(stage);
  }
}

export function closeStages(exchange: Exchange, log: Logger, outcome: 'ok' | 'error'): void {
  const open = exchange.openStages;
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    const security_group = stage === GROUP_CHECK ? exchange.route?.group.kind : undefined;
    const { requestId } = exchange.head;
    log.log('info', outcome === 'ok' ? 'done' : 'refused', { stage, outcome, security_group, requestId });
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
