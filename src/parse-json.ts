/**
 * Parses JSON from outside. `JSON.parse` accepts a million opening brackets, which take much memory and exhaust the
 * stack of whatever walks the result.
 * @param maxLevels most nested objects and arrays
 * @throws SyntaxError if the text is not JSON
 * @throws RangeError if it is nested deeper
 */
export function parseJson(text: string, maxLevels = 100): unknown {
  let level = 0;
  for (const [token] of text.matchAll(BRACKETS_AND_STRINGS)) {
    if (token === '{' || token === '[') level++;
    else if (token === '}' || token === ']') level--;
    if (level > maxLevels) throw new RangeError(`nested more than ${maxLevels} levels deep`);
  }
  return JSON.parse(text);
}

/** Parses JSON from outside like `parseJson`; undefined if it is none. */
export function tryParseJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Strings, closed or not, so that brackets in them do not count. */
const BRACKETS_AND_STRINGS = /[[\]{}]|"(?:[^"\\]|\\.)*"?/gs;
