import { count } from '../../../src/format-number.js';
import type { ReportCard } from '../types.js';
import { html, name, type Html } from './html.js';
import { scrolling } from './scrolling.js';
import { HEAT_STEPS } from './style.js';

/** The confusion matrix as a table whose cells are shaded by their fraction of the row. */
export function confusionSection({ confusion: { species, counts } }: ReportCard): Html {
  const rows = [...species, null];
  return html`<section aria-labelledby="confusion">
    <h2 id="confusion">What is taken for what</h2>
    ${scrolling(
      'confusion-table',
      html`<table class="heat">
        <caption id="confusion-table">
          Number of recordings, by the species that is in them (rows) and the species with the highest score (columns).
          Outlined: the same species. A recording with several species counts in the row of each.
        </caption>
        <thead>
          <tr>
            <td></td>
            ${species.map((column) => html`<th scope="col"><div class="turned">${name(column)}</div></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row, index) => {
            const cells = counts[index] ?? [];
            const total = cells.reduce((sum, cell) => sum + cell, 0);
            return html` <tr>
              <th scope="row">${row === null ? 'background' : name(row)}</th>
              ${cells.map((cell, column) => {
                const shade = cell === 0 ? 0 : Math.ceil((cell / total) * HEAT_STEPS);
                return html`<td class="h${shade}${index === column && ' same'}">${count(cell)}</td>`;
              })}
            </tr>`;
          })}
        </tbody>
      </table>`,
    )}
  </section>`;
}
