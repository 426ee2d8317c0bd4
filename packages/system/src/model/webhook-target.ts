import { isPublicAddress } from './public-address.ts';

export interface WebhookTargetPolicy {
  /**
   * Whether events may be sent to this machine and to networks that are not public. For trying out: otherwise whoever
   * registers webhooks could make the gateway call what only the gateway can reach.
   */
  readonly allowPrivateTargets: boolean;
}

export const MAX_TARGET_LENGTH = 2000;

/** The whole of the authority, as it is written. Parsers disagree about backslashes, so there may be none. */
const ABSOLUTE = /^https?:\/\/([^/?#\\]+)(?:[/?#]|$)/i;
/** White space and control characters; parsers drop some of them without a word. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNFIT = /[\s\u0000-\u001f\u007f\\]/u;
const LOCAL_NAMES = /^(?:localhost|localhost\.localdomain|ip6-localhost|ip6-loopback|.+\.localhost)\.?$/;
const V4_HOST = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * What is wrong with the address of a webhook; `undefined` when nothing is. Names are not looked up here: what they lead
 * to may change at any time, and is judged with `isPublicAddress` whenever something is delivered.
 */
export function webhookTargetProblem(
  text: string,
  { allowPrivateTargets }: WebhookTargetPolicy,
): string | undefined {
  if (text.length > MAX_TARGET_LENGTH) return `must have at most ${MAX_TARGET_LENGTH} characters`;
  const authority = UNFIT.test(text) ? undefined : ABSOLUTE.exec(text)?.[1];
  const url = authority === undefined ? null : URL.parse(text);
  if (authority === undefined || url === null) {
    return 'must be an absolute URL such as https://notify.example/events';
  }
  if (authority.includes('@')) return 'must not hold credentials; give them as secret';
  return allowPrivateTargets ? undefined : privateTargetProblem(url.hostname, authority);
}

/** `hostname` is the host as it will be called: WHATWG URL parsing has turned every spelling of an address into one. */
function privateTargetProblem(hostname: string, authority: string): string | undefined {
  if (LOCAL_NAMES.test(hostname)) return 'must not lead to this machine';
  if (V4_HOST.test(hostname) && authority.replace(/:\d*$/, '') !== hostname) {
    return 'must write an IPv4 address as four decimal numbers';
  }
  const address = V4_HOST.test(hostname) || hostname.startsWith('[');
  if (address && !isPublicAddress(hostname.replace(/^\[|\]$/g, ''))) {
    return 'must lead to a public address, not to this machine or a private network';
  }
  return undefined;
}
