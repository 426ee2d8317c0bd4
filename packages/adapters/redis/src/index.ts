export { type RedisSharedCacheOptions, redisSharedCache } from './redis-shared-cache.ts';
