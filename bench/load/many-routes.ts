// The routes of a large API, in the manner of a code forge: collections inside of scopes, items inside of collections,
// and a few verbs on them.

/** What belongs to one scope, each with what belongs to its items. */
interface Scope {
  readonly path: string;
  readonly collections: Readonly<Record<string, string>>;
}

const SCOPES: readonly Scope[] = [
  {
    path: '/repos/*/*',
    collections: {
      issues: 'comments events labels assignees reactions timeline lock sub_issues',
      pulls: 'comments commits files reviews merge requested_reviewers update-branch codespaces',
      commits: 'comments statuses check-runs check-suites branches-where-head pulls',
      branches: 'protection rename restrictions required_reviews required_checks enforce_admins signatures',
      releases: 'assets reactions notes tags latest',
      deployments: 'statuses environments branch-policies reviews',
      hooks: 'config deliveries pings tests',
      contents: 'raw history blame license',
      git: 'blobs commits refs tags trees matching-refs',
      actions: 'runs jobs artifacts caches secrets variables workflows permissions runners approvals',
      keys: 'usage',
      labels: 'issues',
      milestones: 'labels',
      collaborators: 'permission',
      forks: 'compare',
      stats: 'contributors participation punch_card code_frequency commit_activity',
      traffic: 'views clones paths referrers',
      pages: 'builds deployments health',
      environments: 'secrets variables branch-policies protection-rules',
      invitations: 'accept',
      autolinks: 'matches',
      rulesets: 'rules history',
      'code-scanning': 'alerts analyses sarifs default-setup autofix',
      'secret-scanning': 'alerts locations push-bypasses scan-history',
      dependabot: 'alerts secrets',
    },
  },
  {
    path: '/orgs/*',
    collections: {
      members: 'codespaces copilot role',
      teams: 'discussions members memberships projects repos invitations',
      repos: 'rulesets properties',
      hooks: 'config deliveries pings',
      projects: 'columns cards collaborators fields items views',
      actions: 'secrets variables runners runner-groups permissions cache',
      packages: 'versions restore',
      invitations: 'teams',
      rulesets: 'rule-suites history',
      'security-managers': 'teams',
      dependabot: 'alerts secrets',
      codespaces: 'secrets access',
      migrations: 'archive repositories lock',
      settings: 'billing network',
      'custom-roles': 'permissions teams users',
    },
  },
  {
    path: '/users/*',
    collections: {
      repos: 'traffic',
      gists: 'comments commits forks star',
      keys: 'usage',
      events: 'orgs public',
      followers: 'mutual',
      following: 'mutual',
      packages: 'versions restore',
      projects: 'columns',
      starred: 'lists',
      subscriptions: 'threads',
      'social-accounts': 'verify',
    },
  },
  {
    path: '/enterprises/*',
    collections: {
      members: 'licenses',
      teams: 'memberships organizations',
      actions: 'permissions runners runner-groups cache',
      'audit-log': 'streams',
      billing: 'usage cost-centers budgets',
      dependabot: 'alerts',
      'secret-scanning': 'alerts patterns',
    },
  },
];

const VERBS: Readonly<Record<string, readonly string[]>> = {
  '/repos/*/*': ['', '/archive', '/transfer', '/topics', '/languages', '/readme', '/subscription'],
  '/orgs/*': ['', '/blocks', '/outside', '/credential-authorizations'],
  '/users/*': ['', '/hovercard', '/installation'],
  '/enterprises/*': ['', '/properties'],
};

function patternsOf({ path, collections }: Scope): readonly string[] {
  const inside = Object.entries(collections).flatMap(([collection, children]) => [
    `${path}/${collection}`,
    `${path}/${collection}/*`,
    ...children
      .split(' ')
      .flatMap(child => [`${path}/${collection}/*/${child}`, `${path}/${collection}/*/${child}/*`]),
  ]);
  return [...(VERBS[path] ?? []).map(verb => path + verb), ...inside];
}

export const MANY = 609;

/** 609 different patterns. */
export function manyPatterns(): readonly string[] {
  const all = SCOPES.flatMap(patternsOf);
  const detail = SCOPES.flatMap(({ path, collections }) =>
    Object.entries(collections).flatMap(([collection, children]) =>
      children
        .split(' ')
        .flatMap(child =>
          ['/reactions', '/restore', '/*/history'].map(end => `${path}/${collection}/*/${child}/*${end}`),
        ),
    ),
  );
  const patterns = [...new Set([...all, ...detail])].slice(0, MANY);
  if (patterns.length !== MANY) throw new Error(`only ${patterns.length} of ${MANY} routes were made`);
  return patterns;
}

const NAMES = ['acme', 'web-shop', 'v2', '1347', 'main', 'octo', '7fd1a60b01f91b31', 'b9-z', 'linux', '42'];

/** Paths that fit the patterns, several for each, every pattern equally often. */
export const pathsFor = (patterns: readonly string[], each: number): readonly string[] =>
  Array.from({ length: each }, (_, turn) =>
    patterns.map((pattern, i) => {
      let part = i + turn * 3;
      return pattern.replaceAll('*', () => NAMES[part++ % NAMES.length] ?? '');
    }),
  ).flat();
