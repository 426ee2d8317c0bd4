import { type Layout, timestamp } from './entry.ts';
import { fieldWriter } from './field-writer.ts';
import { redactText } from './redact.ts';
import { remembered } from './remembered.ts';

const RESERVED: ReadonlySet<string> = new Set(['timestamp', 'level', 'target', 'message']);

/**
 * One JSON object per line: timestamp, level, target, message, then the fields. A field that is named like one of the first four
 * gets an underscore, so that no field can pass for them.
 */
export const jsonlLayout: Layout = ({ time, level, target, message, fields }) => {
  let line = `{"timestamp":"${timestamp(time)}","level":"${level.toUpperCase()}","target":${quoted(target)}`;
  line += `,"message":${quoted(redactText(message))}`;
  // Errors keep their stack within their own object.
  return `${line}${fieldsOf(fields, [])}}\n`;
};

const quoted = remembered(text => JSON.stringify(text));

const fieldsOf = fieldWriter({
  label: name => `,${JSON.stringify(RESERVED.has(name) ? `${name}_` : name)}:`,
  text: JSON.stringify,
  other: value => JSON.stringify(value) ?? 'null',
});
