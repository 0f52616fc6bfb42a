import { html, type Html } from './html.js';

/** A wide table that scrolls in its own box, by keyboard too. */
export function scrolling(labelledBy: string, table: Html): Html {
  return html`<div class="scroll" role="region" aria-labelledby="${labelledBy}" tabindex="0">${table}</div>`;
}
