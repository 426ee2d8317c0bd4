/** The passing of time, so that tests do not wait. */
export interface Timers {
  /** Runs `action` once, `milliseconds` from now at the earliest. Returns the way to call it off. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemTimers: Timers = {
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
