import { count } from '../../../src/format-number.js';
import { html, type Html } from '../../pages/index.js';
import { dayText } from '../dates.js';
import { dayOfHour, hourOfDay } from '../tally/index.js';
import type { ByHour } from './activity.js';
import { shortDuration } from './words.js';

/** The map of a species in words: a row for each recorded day. */
export function numbersByDay(values: ByHour, effort: ByHour): Html {
  const days = new Map<number, { recorded: number; detections: number; hours: string[] }>();
  for (const [hour, seconds] of [...effort].sort(([a], [b]) => a - b)) {
    const day = days.get(dayOfHour(hour)) ?? { recorded: 0, detections: 0, hours: [] };
    days.set(dayOfHour(hour), day);
    day.recorded += seconds;
    const detections = values.get(hour) ?? 0;
    day.detections += detections;
    if (detections > 0) day.hours.push(`${String(hourOfDay(hour)).padStart(2, '0')} h (${count(detections)})`);
  }
  return html`<details>
    <summary>The map in numbers</summary>
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col" class="n">Recorded</th>
          <th scope="col" class="n">Detections</th>
          <th scope="col">Hours with detections</th>
        </tr>
      </thead>
      <tbody>
        ${[...days].map(
          ([day, { recorded, detections, hours }]) =>
            html`<tr>
              <th scope="row">${dayText(day)}</th>
              <td class="n" data-label="Recorded">${shortDuration(recorded)}</td>
              <td class="n" data-label="Detections">${count(detections)}</td>
              <td data-label="Hours">${hours.length === 0 ? 'none' : hours.join(', ')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
