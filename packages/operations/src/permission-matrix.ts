import { isTenantAccess } from './access.ts';
import type { ChosenTenant } from './execute.ts';
import type { AnyOperation } from './operation.ts';
import { table } from './operations-markdown.ts';
import type { Registry } from './registry.ts';

/** Somebody whose rights the matrix shows. */
export interface MatrixColumn {
  /** `tenant-manager (write)`. */
  readonly name: string;
  /** Whether the access lets this person in; for access within a tenant, in the one chosen. */
  readonly may: (access: AnyOperation['access'], chosen?: ChosenTenant) => boolean;
}

export interface MatrixTenants {
  /** A tenant in which the people hold what their column says. */
  readonly own: string;
  readonly foreign: string;
}

/** `own`: in the own tenant, and in no other. */
export type Verdict = 'yes' | 'own' | 'no';

/** What the access of one operation says about one person. */
export function verdictOn(
  { access }: AnyOperation,
  { may }: MatrixColumn,
  { own, foreign }: MatrixTenants,
): Verdict {
  if (!isTenantAccess(access)) return may(access) ? 'yes' : 'no';
  if (!may(access, { tenantId: own })) return 'no';
  return may(access, { tenantId: foreign }) ? 'yes' : 'own';
}

const SIGNS: Readonly<Record<Verdict, string>> = { yes: '●', own: '○', no: '' };

/** Operations by people, as one Markdown page. A star marks operations that look closer than their access. */
export function permissionsMarkdown(
  { operations }: Registry,
  columns: readonly MatrixColumn[],
  tenants: MatrixTenants,
): string {
  const ruled = operations.filter(({ rule }) => rule !== undefined);
  const rows = operations.map(operation => [
    `${operation.name}${operation.rule === undefined ? '' : ' \\*'}`,
    ...columns.map(column => SIGNS[verdictOn(operation, column, tenants)]),
  ]);
  return `${[
    '# Permissions',
    `Who may call which of the ${operations.length} operations. Generated from their records; do not edit by hand.`,
    [
      '- ● may call it, in any tenant',
      '- ○ may call it in the tenant where the role is held, and in no other',
      '- \\* looks closer than the table can say, see [below](#closer-rules)',
    ].join('\n'),
    table(['Operation', ...columns.map(({ name }) => name)], rows),
    '## Closer rules',
    table(
      ['Operation', 'What it asks beyond the table'],
      ruled.map(({ name, rule = '' }) => [name, rule]),
    ),
  ].join('\n\n')}\n`;
}
