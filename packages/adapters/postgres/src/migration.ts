/** One forward step of the schema. Published steps never change; `checksum` (SHA-256 of `sql`) notices if one did. */
export interface Migration {
  readonly name: string;
  readonly checksum: string;
  readonly sql: string;
}
