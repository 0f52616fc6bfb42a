import { type Html, html } from '../../pages/index.js';

/** A chart as one picture with a text. What Vega says of its parts is hidden from screen readers. */
export function chartImage(chart: Html, label: string): Html {
  return html`<div role="img" aria-label="${label}"><div aria-hidden="true">${chart}</div></div>`;
}
