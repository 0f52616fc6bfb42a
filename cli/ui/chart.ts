import { plot } from 'asciichart';

export interface ChartOptions {
  /** Columns, including the axis labels. */
  readonly columns: number;
  /** Rows; at least 2. */
  readonly rows: number;
  readonly format: (value: number) => string;
  /** Fraction of the width that the curve takes, 0 to 1: the fraction of the run that is done. */
  readonly fraction: number;
}

/** Columns for a label of `format`, and for the axis. */
const LABEL_COLUMNS = 8;
const AXIS_COLUMNS = 1;

/**
 * Draws a curve as exactly `rows` lines of at most `columns` characters.
 * asciichart rounds its range and with it the height, so values are scaled to whole rows first and labels scaled back.
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

/** Resamples to `count` values: means of consecutive bins if there are more values, linear interpolation if fewer. */
export function resampled(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    values.length > count ? binMean(values, i, count) : interpolated(values, (i * (values.length - 1)) / (count - 1)),
  );
}

function binMean(values: readonly number[], index: number, bins: number): number {
  const from = Math.floor((index * values.length) / bins);
  const bin = values.slice(from, Math.floor(((index + 1) * values.length) / bins));
  return bin.reduce((sum, value) => sum + value, 0) / bin.length;
}

function interpolated(values: readonly number[], position: number): number {
  const before = Math.floor(position);
  const left = values[before]!;
  const right = values[before + 1] ?? left;
  return left + (right - left) * (position - before);
}
