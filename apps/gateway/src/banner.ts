import type { GatewayConfig } from '@mycelium/config';
import type { RouteTable } from '@mycelium/gateway-core';

export interface Started {
  readonly url: string;
  readonly config: GatewayConfig;
  readonly routes: RouteTable;
  readonly dataFolder: string;
  readonly claim: { readonly open: boolean; readonly secretFile: string | undefined };
  readonly seconds: number;
  readonly color: boolean;
}

/** What the terminal shows once the gateway listens: where it is, where each route goes, where the data lives, what next. */
export function banner(started: Started): string {
  const bold = (text: string): string => (started.color ? `\u001b[1m${text}\u001b[0m` : text);
  const blocks = [
    `${bold('Mycelium listens at')} ${started.url}   (ready after ${started.seconds.toFixed(1)} s)`,
    section(bold('Routes'), routeLines(started.routes)),
    section(bold('Storage'), storageLines(started)),
    ...(started.claim.open ? [section(bold('First administrator'), claimLines(started))] : []),
    section(bold('Next'), nextLines(started.url)),
  ];
  return `\n${blocks.join('\n\n')}\n\n`;
}

const section = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map(line => `  ${line}`)].join('\n');

function routeLines({ routes }: RouteTable): readonly string[] {
  if (routes.length === 0)
    return ['none yet: add services to the configuration, see settings/config.example.toml'];
  const rows = routes.map(({ route, group, roles, service, disabled }) => {
    const wanted = roles.map(role => `${role.slug}:${role.permission}`).join(' or ');
    const who = wanted === '' ? group.kind : `${group.kind} ${wanted}`;
    const where = `${service.name} at ${service.hosts.map(host => `${service.protocol}://${host}`).join(', ')}`;
    return [route.methods.join(' '), route.path, who, disabled === undefined ? where : 'closed'] as const;
  });
  const width = (column: 0 | 1 | 2): number => Math.max(...rows.map(row => row[column].length));
  const [methods, paths, groups] = [width(0), width(1), width(2)];
  return rows.map(
    ([method, path, who, where]) =>
      `${method.padEnd(methods)}  ${path.padEnd(paths)}  ${who.padEnd(groups)}  -> ${where}`,
  );
}

function storageLines({ config, dataFolder }: Started): readonly string[] {
  const database = config.database.kind === 'embedded' ? `embedded, in ${dataFolder}/database` : 'PostgreSQL';
  const cache = config.cache.kind === 'memory' ? 'in this process' : 'Redis';
  const { target } = config.logging;
  const counts =
    target.kind === 'collector'
      ? [`counts    sent to ${target.host}:${target.port} (${target.protocol})`]
      : [];
  return [
    `database  ${database}`,
    `cache     ${cache}`,
    `e-mails   ${mailLine(config, dataFolder)}`,
    ...counts,
  ];
}

function mailLine({ mail }: GatewayConfig, dataFolder: string): string {
  if (mail.kind === 'embedded') return `printed here and kept in ${dataFolder}/mails`;
  return mail.kind === 'file' ? `kept in ${mail.directory}` : `sent through ${mail.host}:${mail.port}`;
}

function claimLines({ url, claim }: Started): readonly string[] {
  const secret =
    claim.secretFile === undefined
      ? 'the configured staffBootstrapSecret'
      : `the secret in ${claim.secretFile}`;
  return [`open ${url}/_adm/instance/bootstrap`, `and give ${secret}`];
}

const nextLines = (url: string): readonly string[] => [
  `sign in:    curl -X POST ${url}/_adm/beginners/users/magic-link/request \\`,
  `              -H 'content-type: application/json' -d '{"email":"you@example.com"}'`,
  `look round: ${url}/doc`,
];
