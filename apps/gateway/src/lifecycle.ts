/** Things that were opened, closed again in the reverse order. */
export interface Lifecycle {
  /** Remembers how to close what has just been opened. */
  onClose(name: string, close: () => void | Promise<void>): void;
  /** Closes everything, the last first. One that fails does not keep the others open; its error is reported. */
  close(): Promise<void>;
}

export function lifecycle(report: (name: string, error: unknown) => void): Lifecycle {
  const opened: { readonly name: string; readonly close: () => void | Promise<void> }[] = [];
  return {
    onClose: (name, close) => void opened.push({ name, close }),
    close: async () => {
      for (let entry = opened.pop(); entry !== undefined; entry = opened.pop()) {
        try {
          await entry.close();
        } catch (error) {
          report(entry.name, error);
        }
      }
    },
  };
}
