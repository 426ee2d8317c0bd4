export { BUSY_EMAIL, idOf, MANY, manyRowsSql } from './many-rows.ts';
export { type Statement, type StatementRecorder, statementRecorder } from './statements.ts';
export {
  adminUrl,
  asAdmin,
  createDatabase,
  embeddedDatabase,
  serverDatabase,
  type TestDatabase,
} from './test-database.ts';
