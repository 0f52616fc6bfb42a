/**
 * Characters that act on a terminal or cannot be seen in it: controls (C0, DEL, C1), controls of writing direction,
 * line and paragraph separators, characters of no width, halves of surrogate pairs, and U+FFFE and U+FFFF, which are
 * no characters. Joiners (U+200C, U+200D) and variation selectors stay: scripts and emoji need them.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}\u00AD\u180E\u200B\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Makes a name or message safe to show in one line: `\n`, `\t`, `\u001b` in place of whatever would move the cursor,
 * set colours, reverse the writing direction or be invisible. The rest is unchanged, backslashes too.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT[character] ?? escaped(character));
}

/**
 * Does the same for a text of several lines, whose line breaks and tabs stay. JSON still means the same: there the
 * other characters occur in strings only, and the escapes are those of JSON.
 */
export function printableText(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
