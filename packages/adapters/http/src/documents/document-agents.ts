import type { Service } from '@mycelium/gateway-core';
import { Agent, type buildConnector } from 'undici';
import { serviceTrust } from '../downstream/service-trust.ts';

type AgentKind = 'plain' | 'verified' | 'unverified';

/** Connections are few and seldom used, so one agent of each kind serves all services. */
export class DocumentAgents {
  readonly #agents = new Map<AgentKind, Agent>();

  for(url: URL, service: Service): Agent {
    const kind = kindOf(url, service);
    const known = this.#agents.get(kind);
    if (known !== undefined) return known;
    const made = new Agent({ connections: 1, allowH2: false, connect: connectOptions(kind) });
    this.#agents.set(kind, made);
    return made;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map(agent => agent.destroy()));
  }
}

/** A service whose routes accept certificates that nobody vouches for is believed here as well. */
function kindOf({ protocol }: URL, { routes }: Service): AgentKind {
  if (protocol !== 'https:') return 'plain';
  return routes.some(({ acceptInsecureRouting }) => acceptInsecureRouting) ? 'unverified' : 'verified';
}

function connectOptions(kind: AgentKind): buildConnector.BuildOptions {
  switch (kind) {
    case 'plain':
      return {};
    case 'verified':
      return { secureContext: serviceTrust() };
    case 'unverified':
      return { rejectUnauthorized: false };
  }
}
