export {
  type CollectorAddress,
  type CollectorOptions,
  collectorMeter,
  type SentMeter,
} from './collector-meter.ts';
