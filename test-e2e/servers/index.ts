export { startPostgres } from './postgres.ts';
export { freePort, type RunningServer, ServerUnavailableError } from './process.ts';
export { startRedis } from './redis.ts';
export { ensureServers, SERVER_VARIABLES } from './test-servers.ts';
