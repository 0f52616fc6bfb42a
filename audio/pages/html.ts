import { printable } from '../../src/printable.js';
import { shownName } from './shown-name.js';

/** A piece of HTML or SVG, which is inserted as it is. Only `html` and `trusted` make one. */
export interface Html {
  readonly [MARKUP]: string;
}

/** What a template takes: text is escaped, lists are joined, null and false are nothing. */
export type Part = Html | string | number | null | false | readonly Part[];

/** Not exported, so that no parsed JSON can pass for HTML. */
const MARKUP = Symbol('markup');

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Template of HTML or SVG. Text in `${}` is escaped, for content and for attributes in double quotes; characters that
 * control writing or cannot be seen are shown as `\u202e`. Not for the content of `script` and `style`.
 * @throws Error if an attribute's value is not in quotes
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = parts.reduce<string>((before, part, index) => {
    if (before.endsWith('=')) throw new Error(`attribute without quotes: ${before.slice(-40)}`);
    return before + markupOf(part) + strings[index + 1]!;
  }, strings[0]!);
  return trusted(markup);
}

/** Takes text for HTML as it is, such as the SVG of a chart. */
export function trusted(markup: string): Html {
  return { [MARKUP]: markup };
}

/** The text of a piece of HTML, or of anything else as a template would insert it. */
export function markupOf(part: Part): string {
  if (part === null || part === false) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return printable(part).replace(/[&<>"']/g, (character) => ESCAPES[character]!);
  return isList(part) ? part.map(markupOf).join('') : part[MARKUP];
}

function isList(part: Html | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part);
}

/** A name from outside, isolated so that its writing direction changes nothing around it. It may wrap after `_`. */
export function name(text: string): Html {
  return html`<bdi>${joined(text.split(/(?<=_)/), html`<wbr />`)}</bdi>`;
}

/** A species, as it is shown. */
export function speciesName(species: string): Html {
  return name(shownName(species));
}

/** Joins parts with text between them. */
export function joined(parts: readonly Part[], separator: Part): Part {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]));
}
