import { type Html, html } from '../../pages/index.js';

/** A section that opens on request. @param purpose a line on what it is for */
export function foldedSection(id: string, title: string, purpose: Html, content: Html): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <p>${purpose}</p>
    <details>
      <summary>Show</summary>
      ${content}
    </details>
  </section>`;
}
