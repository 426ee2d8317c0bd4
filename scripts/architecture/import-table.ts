import { ROOMS, type Room } from './rooms.ts';

const BEGIN = '<!-- import-table:begin (written by npm run gen from scripts/architecture/rooms.ts) -->';
const END = '<!-- import-table:end -->';

/** The table of rooms as Markdown. */
export function importTable(rooms: readonly Room[] = ROOMS): string {
  const header = ['| room | may import | libraries | because |', '| --- | --- | --- | --- |'];
  return [...header, ...rooms.map(row)].join('\n');
}

function row(room: Room): string {
  const names = room.rooms === 'all' ? 'every package' : list(room.rooms.map(short), ', ');
  const libraries = [
    ...room.npm.map(code),
    ...room.types.map(name => `${code(name)} (types)`),
    ...nodeModules(room),
  ];
  return `| ${code(room.folder)} | ${names} | ${list(libraries, ', ')} | ${room.because} |`;
}

const nodeModules = (room: Room): string[] => (room.node === 'all' ? ['Node'] : room.node.map(code));
const short = (name: string): string => name.replace('@mycelium/', '');
const code = (text: string): string => `\`${text}\``;
const list = (items: readonly string[], separator: string): string => items.join(separator) || 'nothing';

/** `text` with the table between its two markers renewed; `undefined` when the markers are not there. */
export function withImportTable(text: string, rooms: readonly Room[] = ROOMS): string | undefined {
  const begin = text.indexOf('<!-- import-table:begin');
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) return undefined;
  return `${text.slice(0, begin)}${BEGIN}\n\n${importTable(rooms)}\n\n${text.slice(end)}`;
}
