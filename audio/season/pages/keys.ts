import { html, type Html } from '../../pages/index.js';

/** What shades, dots and stripes of a heat map mean. @param what is counted: `detections` */
export function heatKeys(what: string): Html {
  return html`<ul class="keys">
    <li><i class="key-u"></i>not recorded</li>
    <li><i>·</i>recorded, no ${what}</li>
    <li>
      <span class="heat" aria-hidden="true">${[2, 5, 8, 10].map((step) => html`<i class="h${step}"></i>`)}</span>few to
      many ${what}
    </li>
  </ul>`;
}
