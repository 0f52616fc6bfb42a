import { plot } from 'asciichart';

export interface ChartOptions {
  /** Columns, with the labels of the axis. */
  readonly columns: number;
  /** Rows; at least 2. */
  readonly rows: number;
  readonly format: (value: number) => string;
  /** How much of the width the curve takes, 0 to 1: how far the run is. */
  readonly fraction: number;
}

/** Room for a label of `format`, and the axis. */
const LABEL_COLUMNS = 8;
const AXIS_COLUMNS = 1;

/**
 * A curve as exactly `rows` lines of at most `columns` characters.
 * asciichart rounds its range, and so its height; values are scaled to whole rows first, and labels scaled back.
 */
export function chartLines(values: readonly number[], { columns, rows, format, fraction }: ChartOptions): string[] {
  const width = Math.max(2, columns - LABEL_COLUMNS - AXIS_COLUMNS);
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return Array.from({ length: rows }, () => '');
  const shown = resampled(finite, Math.max(2, Math.round(fraction * width) + 1));
  const low = Math.min(...shown);
  const range = Math.max(...shown) - low;
  const top = rows - 1;
  const flat = Math.round(top / 2);
  const scaled = shown.map((value) => (range > 0 ? ((value - low) / range) * top : flat));
  const label = (row: number): string => format(low + (range > 0 ? (row / top) * range : 0));
  const text = plot(scaled, {
    min: 0,
    max: top,
    height: top,
    offset: 1 + AXIS_COLUMNS,
    format: (row: number) => (range > 0 || row === flat ? label(row) : '').padStart(LABEL_COLUMNS),
  });
  return text.split('\n').map((line) => line.trimEnd());
}

/** The values at `count` equal distances: means of consecutive parts if there are more values, straight lines between if fewer. */
export function resampled(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    values.length > count
      ? meanOfPart(values, i, count)
      : interpolated(values, (i * (values.length - 1)) / (count - 1)),
  );
}

function meanOfPart(values: readonly number[], index: number, parts: number): number {
  const from = Math.floor((index * values.length) / parts);
  const part = values.slice(from, Math.floor(((index + 1) * values.length) / parts));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}

function interpolated(values: readonly number[], at: number): number {
  const before = Math.floor(at);
  const left = values[before]!;
  const right = values[before + 1] ?? left;
  return left + (right - left) * (at - before);
}
