const ENTER = /[\r\n]/;
const BACKSPACE = /[\b\x7f]/;
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const INTERRUPTED = 130;

/**
 * Asks on the terminal and reads a line without echo. `undefined` when the standard input is not a terminal or when it
 * ends (Ctrl-D); Ctrl-C ends the process.
 */
export function hiddenAnswer(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return Promise.resolve(undefined);
  stderr.write(question);
  stdin.setRawMode(true).setEncoding('utf8').resume();
  return new Promise(resolve => {
    let typed = '';
    const finish = (answer: string | undefined): void => {
      stdin.off('data', read).setRawMode(false).pause();
      stderr.write('\n');
      resolve(answer);
    };
    const read = (chunk: string): void => {
      for (const key of chunk) {
        if (ENTER.test(key) || key === CTRL_D || key === CTRL_C) {
          finish(ENTER.test(key) ? typed : undefined);
          if (key === CTRL_C) process.exit(INTERRUPTED);
          return;
        }
        typed = BACKSPACE.test(key) ? [...typed].slice(0, -1).join('') : typed + key;
      }
    };
    stdin.on('data', read);
  });
}
