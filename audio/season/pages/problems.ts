import { count, plural } from '../../../src/format-number.js';
import { html, name, type Html } from '../../pages/index.js';
import type { Season } from '../tally/index.js';

/** Rows of a list of files, and those up to which it is open. */
const MOST_ROWS = 200;
const MOST_OPEN_ROWS = 12;

/** Sections about files of which something is missing, with their entries in the contents. */
export interface ProblemSections {
  readonly sections: readonly Html[];
  readonly contents: readonly (readonly [id: string, title: string])[];
}

/** Recordings without date, files that could not be analysed, and warnings: each where there are some. */
export function problemSections(season: Season): ProblemSections {
  const found = [undatedSection(season), failedSection(season), warningsSection(season)].filter(
    (section) => section !== null,
  );
  return {
    sections: found.map(({ section }) => section),
    contents: found.map(({ id, title }) => [id, title] as const),
  };
}

interface Problem {
  readonly id: string;
  readonly title: string;
  readonly section: Html;
}

function undatedSection({ recordings }: Season): Problem | null {
  const undated = recordings.filter(({ clock }) => clock === undefined);
  if (undated.length === 0) return null;
  const rows = undated.map(({ file, detections }) => [file, count(detections)] as const);
  const title = 'Without date';
  return {
    ...{ id: 'undated', title },
    section: html`<section aria-labelledby="undated">
      <h2 id="undated">${title}</h2>
      <p>
        Nothing tells when ${plural(undated.length, 'recording was', 'recordings were')} made: neither the name, nor
        what a recorder writes into a file, nor a <code>metadata.csv</code>. Their detections count, but are in no map
        of days and hours. To date them, rename them, as <code>20240512_053000.wav</code> or
        <code>pond_2024-05-12T05-30-00.wav</code>, or give date and time in <code>metadata.csv</code>, and run the same
        command again.
      </p>
      ${fileTable('undated-table', 'Recordings without date', 'Detections', rows)}
    </section>`,
  };
}

function failedSection({ failed, leftOut }: Season): Problem | null {
  const rows = [
    ...failed.map(({ file, reason }) => [file, reason] as const),
    ...leftOut.map(({ path, reason }) => [path, reason] as const),
  ];
  if (rows.length === 0) return null;
  const title = 'Not analysed';
  return {
    ...{ id: 'failed', title },
    section: html`<section aria-labelledby="failed">
      <h2 id="failed">${title}</h2>
      <p>They count for nothing above. Run the same command again to have them analysed.</p>
      ${fileTable('failed-table', 'Files and folders that were not analysed', 'Why', rows)}
    </section>`,
  };
}

function warningsSection({ recordings }: Season): Problem | null {
  const rows = recordings.flatMap(({ file, warnings }) => warnings.map((warning) => [file, warning] as const));
  if (rows.length === 0) return null;
  const title = 'Warnings';
  return {
    ...{ id: 'warnings', title },
    section: html`<section aria-labelledby="warnings">
      <h2 id="warnings">${title}</h2>
      <p>These recordings were analysed nevertheless.</p>
      ${fileTable('warnings-table', 'Warnings about recordings', 'Warning', rows)}
    </section>`,
  };
}

function fileTable(id: string, caption: string, heading: string, rows: readonly (readonly [string, string])[]): Html {
  const shown = rows.length > MOST_ROWS ? `the first ${count(MOST_ROWS)} of ${count(rows.length)}` : count(rows.length);
  const table = html`<table class="stacked files">
    <caption class="unseen">
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">File</th>
        <th scope="col">${heading}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.slice(0, MOST_ROWS).map(
        ([file, text]) =>
          html`<tr>
            <th scope="row"><code>${name(file)}</code></th>
            <td data-label="${heading}">${name(text)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
  if (rows.length <= MOST_OPEN_ROWS) return table;
  return html`<details id="${id}">
    <summary>${caption}: ${shown}</summary>
    ${table}
  </details>`;
}
