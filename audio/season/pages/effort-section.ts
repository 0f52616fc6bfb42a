import { html, type Html } from '../../pages/index.js';
import { dayRows, HOUR_COLUMNS, type ByHour } from './activity.js';
import { heatTable } from './heat-table.js';
import { minutesInCell, shortDuration } from './words.js';

/**
 * What was recorded, by day and hour; null if nothing has a date.
 * @param hours recorded seconds by local hour
 * @param where such as `at this site`; null: there is one site
 */
export function effortSection(hours: ByHour, where: string | null): Html | null {
  if (hours.size === 0) return null;
  const { rows, unit } = dayRows(hours, hours, shortDuration);
  return html`<section aria-labelledby="effort">
    <h2 id="effort">Recorded</h2>
    ${heatTable({
      id: 'recorded-map',
      caption: html`Minutes recorded by ${unit === 'Day' ? 'day' : 'week'} and
      hour${where !== null && html`, ${where}`}. Hatched: not recorded.`,
      corner: unit,
      columns: HOUR_COLUMNS,
      kind: 'days',
      rows,
      totalLabel: 'All',
      text: minutesInCell,
      scale: 'pale',
    })}
  </section>`;
}
