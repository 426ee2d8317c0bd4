import type { Scenario } from '../ground.ts';
import { bodies } from './bodies.ts';
import { comparison } from './comparison.ts';
import { idleConnections } from './idle-connections.ts';
import { latency } from './latency.ts';
import { logging } from './logging.ts';
import { memory } from './memory.ts';
import { operations } from './operations.ts';
import { profile } from './profile.ts';
import { routes } from './routes.ts';
import { webSocket } from './web-socket.ts';
import { workers } from './workers.ts';

/** By the names that `--suite` knows, in the order of the document. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  comparison,
  routes,
  bodies,
  'web-socket': webSocket,
  workers,
  latency,
  logging,
  memory,
  'idle-connections': idleConnections,
  profile,
  operations,
};
