// @ts-check
/**
 * Something a person can put right: shown as its message alone, without a stack.
 * The message says what was wrong; `remedy` says what to do.
 */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {string} [remedy]
   */
  constructor(message, remedy) {
    super(message);
    this.name = 'Refusal';
    this.remedy = remedy;
  }
}

/**
 * Runs a script's body and turns its outcome into the exit code. A refusal is printed for people;
 * anything else is a defect of the script and keeps its stack.
 * @param {() => Promise<number>} body answers the exit code
 */
export async function runScript(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof Refusal) {
      process.stderr.write(`\n${error.message}\n${error.remedy === undefined ? '' : `${error.remedy}\n`}`);
    } else {
      process.stderr.write(`\nThis is a defect of the project's scripts, please report it:\n`);
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
}
