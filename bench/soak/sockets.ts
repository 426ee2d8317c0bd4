import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { family } from '../processes.ts';

/** Open sockets of a process, by whom they lead to. */
export interface Sockets {
  readonly clients: number;
  readonly services: number;
  /** Database, cache, listeners and everything that is not TCP. */
  readonly others: number;
}

function inodesOf(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      // Closed between the listing and the reading.
      return [];
    }
  });
}

const LISTENING = '0A';

function connections(): ReadonlyMap<string, { readonly local: number; readonly remote: number }> {
  const port = (address: string | undefined): number => Number.parseInt(address?.split(':').at(-1) ?? '', 16);
  const table = `${readFileSync('/proc/net/tcp', 'utf8')}\n${readFileSync('/proc/net/tcp6', 'utf8')}`;
  return new Map(
    table
      .split('\n')
      .map(line => line.trim().split(/\s+/))
      .filter(fields => fields.length > 9 && fields[3] !== LISTENING)
      .map(fields => [fields[9] ?? '', { local: port(fields[1]), remote: port(fields[2]) }]),
  );
}

export function socketsOf(pid: number, ports: { readonly own: number; readonly service: number }): Sockets {
  const tcp = connections();
  const inodes = family(pid).flatMap(inodesOf);
  const clients = inodes.filter(inode => tcp.get(inode)?.local === ports.own).length;
  const services = inodes.filter(inode => tcp.get(inode)?.remote === ports.service).length;
  return { clients, services, others: inodes.length - clients - services };
}
