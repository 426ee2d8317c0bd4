export type { LogFormat } from './entry.ts';
export { redactFields, redactText } from './redact.ts';
export { type LogThreshold, parseThresholds, type Thresholds } from './thresholds.ts';
export { type WinstonLogger, type WinstonLoggerOptions, winstonLogger } from './winston-logger.ts';
