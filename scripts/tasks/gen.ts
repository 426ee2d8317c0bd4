import { generate } from './checks.ts';

process.exitCode = (await generate()) ? 0 : 1;
