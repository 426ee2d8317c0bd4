import { type AddressBlock, parseAddressBlock } from './address.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import type { Service } from './service.ts';

/** Published at core.telegram.org/bots/webhooks. */
const TELEGRAM_BLOCKS = ['149.154.160.0/20', '91.108.4.0/22'];
const TELEGRAM_HOST = 'api.telegram.org';

/** The compiled `allowedSources` of a service: addresses are compared with the client's, names with `Host`. */
export interface SourcePolicy {
  allows(source: { readonly address: string; readonly host: string | undefined }): boolean;
}

const withoutPort = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

export function compileSources(entries: readonly string[]): SourcePolicy | undefined {
  if (entries.length === 0) return undefined;
  const blocks: AddressBlock[] = [];
  const names: Pattern[] = [];
  for (const entry of entries) {
    const block = parseAddressBlock(entry);
    if (block) blocks.push(block);
    else names.push(compilePattern(entry.toLowerCase()));
    if (entry === TELEGRAM_HOST)
      blocks.push(...TELEGRAM_BLOCKS.map(parseAddressBlock).filter(b => b !== undefined));
  }
  return {
    allows: ({ address, host }) => {
      if (blocks.some(block => block(address))) return true;
      if (host === undefined) return false;
      const name = host.toLowerCase();
      return names.some(pattern => pattern.matches(name) || pattern.matches(withoutPort(name)));
    },
  };
}

/** Of the services that name allowed sources. */
export const sourcePolicies = (services: readonly Service[]): ReadonlyMap<Service, SourcePolicy> =>
  new Map(
    services.flatMap(service => {
      const policy = compileSources(service.allowedSources);
      return policy === undefined ? [] : [[service, policy] as const];
    }),
  );
