const LONGEST = 200;
const MOST = 1000;

/**
 * `compute`, remembered for short texts: the words of the log's own lines come again and again. What it
 * answers with `undefined` is not kept. When there is no room left, it begins anew.
 */
export function remembered<Value>(compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return text => {
    if (text.length > LONGEST) return compute(text);
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = compute(text);
    if (value === undefined) return value;
    if (known.size === MOST) known.clear();
    known.set(text, value);
    return value;
  };
}
