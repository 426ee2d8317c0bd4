const MAX_WORD = 64;

/** Candidates further than this many edits are not worth suggesting: a third of the word, at least one. */
const reach = (word: string): number => Math.max(1, Math.floor(word.length / 3));

/** Damerau-Levenshtein distance in its optimal string alignment form: insert, delete, replace, swap neighbours. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/**
 * The candidate closest to `word`, compared without regard to case; `undefined` when none is close enough to be
 * what was meant. Of two equally close candidates the first wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > MAX_WORD) return undefined;
  const wanted = word.toLowerCase();
  let found: string | undefined;
  let shortest = reach(word) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= shortest) continue;
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < shortest) {
      shortest = edits;
      found = candidate;
    }
  }
  return found;
}
