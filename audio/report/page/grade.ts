import type { Grade } from '../types.js';
import { type Html, html } from '../../pages/index.js';

/** Words of a grade, and the shape of its mark. */
const GRADES: Readonly<Record<Grade, { readonly words: string; readonly mark: Html }>> = {
  reliable: { words: 'Reliable', mark: html`<path d="M3 8.5l3.2 3.5L13 4.5" />` },
  check: { words: 'Check by ear', mark: html`<path d="M8 1.8L15 14.2H1zM8 6.2v3.6M8 11.2v1.6" />` },
  unusable: { words: 'Unusable', mark: html`<path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />` },
};

/** A grade as a mark and a word. */
export function gradeMark(grade: Grade): Html {
  const { words, mark } = GRADES[grade];
  return html`<span class="grade"
    ><svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2">${mark}</svg
    >${words}</span
  >`;
}
