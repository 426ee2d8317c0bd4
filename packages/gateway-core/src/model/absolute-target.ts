const ABSOLUTE = /^(https?):\/\/([^/?#]*)(.*)$/is;

const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ['http', ':80'],
  ['https', ':443'],
]);

/**
 * The origin-form of an absolute-form target (RFC 9112 §3.2.2), or why it is refused. A proxy would believe the target
 * and a server the field `Host`; when they differ, somebody behind us could be made to see another request than we did.
 */
export function originForm(
  target: string,
  host: string | undefined,
): { readonly path: string } | { readonly refusal: string } {
  const match = ABSOLUTE.exec(target);
  if (match === null) return { refusal: 'the request target must be a path that starts with "/"' };
  const [, scheme = '', authority = '', rest = ''] = match;
  const defaultPort = DEFAULT_PORTS.get(scheme.toLowerCase()) ?? '';
  const plain = (text: string): string => text.toLowerCase().replace(new RegExp(`${defaultPort}$`), '');
  if (authority === '' || host === undefined || plain(authority) !== plain(host))
    return { refusal: 'the request target and the field Host name different hosts' };
  return { path: rest.startsWith('/') ? rest : `/${rest}` };
}
