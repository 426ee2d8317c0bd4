// @ts-check
/** @typedef {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} Screen */
/** @typedef {(detail: string) => void} Detail */

const FRAMES = ['|', '/', '-', '\\'];
const SPIN_EVERY_MS = 120;
/** Without a terminal a long step still says every so often that it is alive. */
const HEARTBEAT_MS = 10000;

/** @param {number} ms */
export const seconds = ms => `${(ms / 1000).toFixed(1)} s`;

/**
 * Lines that show what is being done and for how long: a spinner on a terminal, plain lines elsewhere.
 * @param {Screen} [screen]
 * @param {() => number} [now] milliseconds
 */
export function createProgress(screen = process.stdout, now = Date.now) {
  const start = now();
  const stamp = () => `[${seconds(now() - start).padStart(8)}]`;
  /** @param {string} text */
  const note = text => screen.write(`${stamp()} ${text}\n`);

  /**
   * Announces `title`, runs `work`, says how long it took. A failure is said and passed on.
   * @template T
   * @param {string} title
   * @param {(detail: Detail) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async function step(title, work) {
    const begun = now();
    const ticker = screen.isTTY === true ? spinner(title, begun) : heartbeat(title, begun);
    try {
      const result = await work(ticker.detail);
      ticker.stop();
      note(`${title}: done in ${seconds(now() - begun)}`);
      return result;
    } catch (error) {
      ticker.stop();
      note(`${title}: failed after ${seconds(now() - begun)}`);
      throw error;
    }
  }

  /**
   * @param {string} title
   * @param {number} begun
   */
  function spinner(title, begun) {
    let frame = 0;
    let detail = '';
    const draw = () => {
      const line = `${stamp()} ${FRAMES[frame++ % FRAMES.length]} ${title} (${seconds(now() - begun)}) ${detail}`;
      screen.write(`\r\u001b[K${line.slice(0, (screen.columns ?? 80) - 1)}`);
    };
    draw();
    const timer = setInterval(draw, SPIN_EVERY_MS);
    return {
      /** @type {Detail} */
      detail: text => {
        detail = text;
      },
      stop: () => {
        clearInterval(timer);
        screen.write('\r\u001b[K');
      },
    };
  }

  /**
   * @param {string} title
   * @param {number} begun
   */
  function heartbeat(title, begun) {
    note(`${title} ...`);
    let detail = '';
    const timer = setInterval(
      () => note(`${title}: still at it after ${seconds(now() - begun)} ${detail}`.trimEnd()),
      HEARTBEAT_MS,
    );
    return {
      /** @type {Detail} */
      detail: text => {
        detail = text;
      },
      stop: () => clearInterval(timer),
    };
  }

  return { note, step };
}

/** @typedef {ReturnType<typeof createProgress>} Progress */
