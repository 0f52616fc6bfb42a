import { html, HEAT_STEPS, type Html, type Part } from '../../pages/index.js';

/** A value by row and column; null: nothing was recorded. */
export type HeatCell = number | null;

export interface HeatRow {
  readonly label: Html;
  readonly cells: readonly HeatCell[];
  /** Of the row. */
  readonly total: string;
  /** A line above the row, such as how many days are missing. */
  readonly gap?: string;
}

/** A table whose cells are shaded by their numbers. */
export interface HeatTable {
  readonly id: string;
  readonly caption: Html;
  /** Heading of the rows. */
  readonly corner: string;
  readonly columns: readonly string[];
  /**
   * What rows and columns are: days by hours; something with a name by hours; the same by days or longer, whose names
   * stand upright.
   */
  readonly kind: 'days' | 'hours' | 'periods';
  readonly rows: readonly HeatRow[];
  /** Heading of the totals. */
  readonly totalLabel: string;
  readonly text: (value: number) => string;
  /**
   * How shades follow numbers. `logarithm`, the default: rare birds are seen beside common ones. `pale`: in proportion,
   * without the strongest shades, for what is background to detections.
   */
  readonly scale?: 'logarithm' | 'pale';
}

const CLASSES = { days: 'hours', hours: 'hours wide', periods: 'wide' };

/** Shades that `pale` uses. */
const PALEST_STEPS = 5;

const ZERO = html`<span aria-hidden="true">·</span><span class="unseen">0</span>`;

/** Draws a table as a heat map. Hatched cells are empty in text: nothing was recorded. */
export function heatTable({
  id,
  caption,
  corner,
  columns,
  kind,
  rows,
  totalLabel,
  text,
  scale = 'logarithm',
}: HeatTable): Html {
  const most = rows.reduce((max, { cells }) => cells.reduce<number>((own, cell) => Math.max(own, cell ?? 0), max), 0);
  const width = columns.length + 2;
  const columnName = (column: string): Part =>
    kind === 'periods' ? html`<div class="turned">${column}</div>` : column;
  return html`<p class="caption" id="${id}">${caption}</p>
    <div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">
      <table class="heat map ${CLASSES[kind]}${columns.length > 31 && ' many'}">
        <thead>
          <tr>
            <th scope="col">${corner}</th>
            ${columns.map((column) => html`<th scope="col">${columnName(column)}</th>`)}
            <th scope="col" class="n">${totalLabel}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ label, cells, total, gap }) =>
              html`${
                  gap !== undefined &&
                  html`<tr class="gap">
                    <td colspan="${width}">${gap}</td>
                  </tr>`
                }
                <tr>
                  <th scope="row">${label}</th>
                  ${cells.map((cell) => cellOf(cell, text, (value) => shadeOf(value, most, scale)))}
                  <td class="n">${total}</td>
                </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function cellOf(cell: HeatCell, text: (value: number) => string, shade: (value: number) => number): Html {
  if (cell === null) return html`<td class="u"></td>`;
  if (cell === 0) return html`<td class="h0">${ZERO}</td>`;
  return html`<td class="h${shade(cell)}">${text(cell)}</td>`;
}

/** Shade of a number, from 1 to the highest. */
export function shadeOf(value: number, most: number, scale: 'logarithm' | 'pale'): number {
  const steps = scale === 'pale' ? (PALEST_STEPS * value) / most : (HEAT_STEPS * Math.log1p(value)) / Math.log1p(most);
  return Math.max(1, Math.ceil(steps - 1e-9));
}
