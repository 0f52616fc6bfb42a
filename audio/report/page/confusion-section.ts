import { count, plural } from '../../../src/format-number.js';
import type { ReportCard, SpeciesReport } from '../types.js';
import { HEAT_STEPS, type Html, html, joined, scrolling, speciesName } from '../../pages/index.js';

/** Which species are confused, in words, then as a matrix whose cells are shaded by their fraction of the row. */
export function confusionSection(card: ReportCard): Html {
  const { species, counts } = card.confusion;
  const rows = [...species, ...(card.overall.background.recordings > 0 ? [null] : [])];
  return html`<section aria-labelledby="confusion">
    <h2 id="confusion">What is taken for what</h2>
    <p>
      By the species with the highest score in each recording, whether it reaches the threshold or not. Other species
      that are in the recording do not count.
    </p>
    ${inWords(card.species)}
    ${scrolling(
      'confusion-table',
      html`As a table. Rows: the species in the recordings. Columns: the species with the highest score. Outlined: both
      are the same. Numbers count recordings; one with several species counts in the row of each.`,
      html`<table class="heat">
        <thead>
          <tr>
            <td></td>
            ${species.map((column) => html`<th scope="col"><div class="turned">${speciesName(column)}</div></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row, index) => {
            const cells = counts[index] ?? [];
            const total = cells.reduce((sum, cell) => sum + cell, 0);
            return html` <tr>
              <th scope="row">${row === null ? 'background' : speciesName(row)}</th>
              ${cells.map((cell, column) => {
                const shade = cell === 0 ? 0 : Math.ceil((cell / total) * HEAT_STEPS);
                return html`<td class="h${shade}${index === column && ' same'}">
                  ${cell === 0 ? ZERO : count(cell)}
                </td>`;
              })}
            </tr>`;
          })}
        </tbody>
      </table>`,
    )}
  </section>`;
}

const ZERO = html`<span aria-hidden="true">·</span><span class="unseen">0</span>`;

function inWords(species: readonly SpeciesReport[]): Html {
  const confused = species.filter(({ takenFor }) => takenFor.length > 0);
  if (confused.length === 0) return html`<p>No recording has a higher score for another species.</p>`;
  return html`<ul>
    ${confused.map(
      ({ species: own, recordings, takenFor }) =>
        html`<li>
          ${speciesName(own)}, ${plural(recordings, 'recording')}:
          ${joined(
            takenFor.map(({ species: other, recordings: taken }) => html`${count(taken)} as ${speciesName(other)}`),
            ', ',
          )}
        </li>`,
    )}
  </ul>`;
}
