/** Seconds since the start, `o` (output) or `m` (marker), and the output or the marker's label. */
export type CastEvent = readonly [seconds: number, code: 'o' | 'm', data: string];

/** A recorded terminal session, stored in asciinema's format: https://docs.asciinema.org/manual/asciicast/v2/ */
export interface Cast {
  readonly columns: number;
  readonly rows: number;
  readonly events: readonly CastEvent[];
}

/** Asciicast v2: a header, then one event a line. */
export function formatCast({ columns, rows, events }: Cast): string {
  const header = { version: 2, width: columns, height: rows };
  return [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Reads what {@link formatCast} wrote. */
export function parseCast(text: string): Cast {
  const [header, ...events] = text.trimEnd().split('\n');
  const { width, height } = JSON.parse(header!) as { width: number; height: number };
  return { columns: width, rows: height, events: events.map((line) => JSON.parse(line) as CastEvent) };
}
