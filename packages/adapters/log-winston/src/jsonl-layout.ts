import { type Layout, timestamp } from './entry.ts';
import { redactFields, redactText } from './redact.ts';

const RESERVED: ReadonlySet<string> = new Set(['timestamp', 'level', 'target', 'message']);

/**
 * One JSON object per line: timestamp, level, target, message, then the fields. A field that is named like one of the first four
 * gets an underscore, so that no field can pass for them.
 */
export const jsonlLayout: Layout = ({ time, level, target, message, fields }) => {
  const line: Record<string, unknown> = {
    timestamp: timestamp(time),
    level: level.toUpperCase(),
    target,
    message: redactText(message),
  };
  for (const [name, value] of Object.entries(redactFields(fields))) {
    line[RESERVED.has(name) ? `${name}_` : name] = value;
  }
  return `${JSON.stringify(line)}\n`;
};
