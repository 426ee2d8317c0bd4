import { readFile } from 'node:fs/promises';
import { hiddenAnswer } from './hidden-answer.ts';
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  out: text => void process.stdout.write(`${text}\n`),
  err: text => void process.stderr.write(`${text}\n`),
  ask: hiddenAnswer,
  readText: path => readFile(path, 'utf8'),
});
