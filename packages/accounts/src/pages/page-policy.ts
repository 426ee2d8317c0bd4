/** Digests of `PAGE_SCRIPT` and `PAGE_STYLE`; a test computes them again. */
const SCRIPT_DIGEST = 'dpmqSQXi2he9j6yF4eCSZ/03Y+IUzFTTfDNAWrXLaco=';
const STYLE_DIGEST = 'Qe1ktrIMd2VW+yHi4z9sr0aH1zyaDt17VxppTKNF2Ow=';

/** The pages run their own script and style, talk to this origin and nothing else. Forms are never sent natively. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${SCRIPT_DIGEST}'`,
  `style-src 'sha256-${STYLE_DIGEST}'`,
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The addresses and contents of these pages are secrets. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};
