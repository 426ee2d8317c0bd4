import type { EventOutbox } from '@mycelium/notifications';
import { copied, type Tables } from './tables.ts';

export const memoryEventOutbox = ({ events }: Tables): EventOutbox => ({
  append: async event => void events.push(copied(event)),
});
