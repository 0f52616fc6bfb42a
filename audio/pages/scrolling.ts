import { html, type Html } from './html.js';

/** A wide table that scrolls in its own box, by keyboard too, below a caption that does not. */
export function scrolling(id: string, caption: Html, table: Html): Html {
  return html`<p class="caption" id="${id}">${caption}</p>
    <p class="caption hint" aria-hidden="true">Scroll sideways for all columns.</p>
    <div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">${table}</div>`;
}
