import type { LicensedResource, Listed, Permission, Profile, TenantOwnership } from './profile.ts';

const HEX = /^[0-9a-f]{32}$/;

const compact = (uuid: string): string => uuid.replaceAll('-', '');

function expand(hex: string): string | undefined {
  if (!HEX.test(hex)) return undefined;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const toBase64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
const bit = (flag: boolean): string => (flag ? '1' : '0');

/** `t/<tenant>/a/<account>/r/<role>?p=<slug>:<0|1>&s=<0|1>&v=<0|1>&n=<Base64 name>[&pf=a,b][&df=c,d]`, ids without hyphens. */
export function licenceUrl(licence: LicensedResource): string {
  const query = [
    `p=${licence.role}:${licence.perm === 'write' ? 1 : 0}`,
    `s=${bit(licence.sysAcc)}`,
    `v=${bit(licence.verified)}`,
    `n=${toBase64(licence.accName)}`,
  ];
  if (licence.permitFlags?.length) query.push(`pf=${licence.permitFlags.join(',')}`);
  if (licence.denyFlags?.length) query.push(`df=${licence.denyFlags.join(',')}`);
  return `t/${compact(licence.tenantId)}/a/${compact(licence.accId)}/r/${compact(licence.roleId)}?${query.join('&')}`;
}

/** `tid/<tenant>?since=<RFC 3339>&name=<Base64>`, the id without hyphens. */
export const ownershipUrl = (ownership: TenantOwnership): string =>
  `tid/${compact(ownership.id)}?since=${ownership.since}&name=${toBase64(ownership.name)}`;

/** Values are taken literally: a `+` is a `+`, and where another writer's form-decoding made it a space, it is put back. */
function query(text: string): Map<string, string> {
  const pairs = text.split('&').map(pair => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1).replaceAll(' ', '+')] as const;
  });
  return new Map(pairs);
}

const flags = (text: string | undefined): readonly string[] | undefined =>
  text ? text.split(',') : undefined;

/** The inverse of `licenceUrl`; `undefined` for text of another form. */
export function parseLicenceUrl(url: string): LicensedResource | undefined {
  const match = /^t\/([^/]+)\/a\/([^/]+)\/r\/([^?]+)\?(.*)$/s.exec(url);
  if (!match) return undefined;
  const [tenantId, accId, roleId] = [match[1], match[2], match[3]].map(hex => expand(hex ?? ''));
  const parts = query(match[4] ?? '');
  const role = /^(.+):([01])$/.exec(parts.get('p') ?? '');
  if (!tenantId || !accId || !roleId || !role) return undefined;
  const perm: Permission = role[2] === '1' ? 'write' : 'read';
  const permitFlags = flags(parts.get('pf'));
  const denyFlags = flags(parts.get('df'));
  return {
    accId,
    sysAcc: parts.get('s') === '1',
    tenantId,
    accName: fromBase64(parts.get('n') ?? ''),
    role: role[1] ?? '',
    roleId,
    perm,
    verified: parts.get('v') === '1',
    ...(permitFlags && { permitFlags }),
    ...(denyFlags && { denyFlags }),
  };
}

/** The inverse of `ownershipUrl`; `undefined` for text of another form. */
export function parseOwnershipUrl(url: string): TenantOwnership | undefined {
  const match = /^tid\/([^?]+)\?(.*)$/s.exec(url);
  const id = expand(match?.[1] ?? '');
  const parts = query(match?.[2] ?? '');
  const since = parts.get('since');
  if (!id || since === undefined) return undefined;
  return { id, name: fromBase64(parts.get('name') ?? ''), since };
}

const records = <T>(listed: Listed<T> | undefined, parse: (url: string) => T | undefined): readonly T[] => {
  if (listed === undefined) return [];
  if ('records' in listed) return listed.records;
  return listed.urls.map(parse).filter(item => item !== undefined);
};

/** The licences of a profile, whichever form they travel in. */
export const licencesOf = (profile: Profile): readonly LicensedResource[] =>
  records(profile.licensedResources, parseLicenceUrl);

/** The tenants that the profile owns, whichever form they travel in. */
export const ownershipsOf = (profile: Profile): readonly TenantOwnership[] =>
  records(profile.tenantsOwnership, parseOwnershipUrl);

/** The same profile with its licences and ownerships as short URLs; a third of the size for long lists. */
export function toUrlForm(profile: Profile): Profile {
  const { licensedResources, tenantsOwnership, ...rest } = profile;
  return {
    ...rest,
    ...(licensedResources && { licensedResources: { urls: licencesOf(profile).map(licenceUrl) } }),
    ...(tenantsOwnership && { tenantsOwnership: { urls: ownershipsOf(profile).map(ownershipUrl) } }),
  };
}
