import { plural } from '../../../src/format-number.js';
import { html } from '../../pages/index.js';
import { dateOf, dayText, monthOf, monthText, shortDayText, weekOf } from '../dates.js';
import { dayOfHour, hourOfDay, HOURS_PER_DAY } from '../tally/index.js';
import type { HeatCell, HeatRow } from './heat-table.js';

/** A number by local hour. */
export type ByHour = ReadonlyMap<number, number>;

/** Rows of days up to this number, of weeks above. */
const MOST_DAY_ROWS = 62;
/** Columns of days up to this number, then of weeks, then of months. */
const MOST_COLUMNS = 45;

/** Numbers of the 24 hours. */
export const HOUR_COLUMNS: readonly string[] = Array.from({ length: HOURS_PER_DAY }, (_, hour) =>
  String(hour).padStart(2, '0'),
);

/** A day by hour map. */
export interface DayRows {
  readonly rows: readonly HeatRow[];
  /** What a row stands for. */
  readonly unit: 'Day' | 'Week from';
}

/**
 * Arranges numbers by day and hour of the day: a row for each day on which something was recorded, or for its week if
 * there are many.
 * @param effort recorded seconds
 * @param total of a row
 */
export function dayRows(values: ByHour, effort: ByHour, total: (sum: number) => string): DayRows {
  const days = new Set([...effort.keys()].map(dayOfHour));
  const byWeek = days.size > MOST_DAY_ROWS;
  const startOf = byWeek ? weekOf : (day: number) => day;
  const length = byWeek ? 7 : 1;
  const byRow = new Map<number, { cells: HeatCell[]; sum: number }>();
  for (const hour of [...effort.keys()].sort((a, b) => a - b)) {
    const start = startOf(dayOfHour(hour));
    const row = byRow.get(start) ?? { cells: new Array<HeatCell>(HOURS_PER_DAY).fill(null), sum: 0 };
    byRow.set(start, row);
    const value = values.get(hour) ?? 0;
    row.cells[hourOfDay(hour)] = (row.cells[hourOfDay(hour)] ?? 0) + value;
    row.sum += value;
  }
  const dayLabel = dayLabels([...byRow.keys()]);
  let previous: number | undefined;
  const rows = [...byRow].map(([day, { cells, sum }]): HeatRow => {
    const missing = previous === undefined ? 0 : (day - previous) / length - 1;
    previous = day;
    const gap = `${plural(missing, byWeek ? 'week' : 'day')} not recorded`;
    const label = html`${dayLabel(day)}`;
    return { label, cells, total: total(sum), ...(missing > 0 && { gap }) };
  });
  return { rows, unit: byWeek ? 'Week from' : 'Day' };
}

/** Adds up numbers by hour of the day; null where nothing was recorded. */
export function byHourOfDay(values: ByHour, effort: ByHour): HeatCell[] {
  const cells = new Array<HeatCell>(HOURS_PER_DAY).fill(null);
  for (const hour of effort.keys()) cells[hourOfDay(hour)] = (cells[hourOfDay(hour)] ?? 0) + (values.get(hour) ?? 0);
  return cells;
}

/** Columns of time: days, weeks or months. */
export interface Periods {
  readonly unit: 'day' | 'week' | 'month';
  readonly columns: readonly string[];
  /** Adds up numbers by column; null where nothing was recorded. */
  cells(values: ByHour, effort: ByHour): HeatCell[];
}

/** Divides the time of the recordings into columns: those without recordings count, unless there are too many. */
export function periodsOf(effort: ByHour): Periods {
  const days = [...new Set([...effort.keys()].map(dayOfHour))].sort((a, b) => a - b);
  const [first = 0, last = 0] = [days[0], days.at(-1)];
  const all = Array.from({ length: Math.min(last - first + 1, 366) }, (_, index) => first + index);
  const spanned = last - first < 366 ? all : days;
  const starts = (startOf: (day: number) => number): number[] => [...new Set(spanned.map(startOf))];
  const unit = spanned.length <= MOST_COLUMNS ? 'day' : starts(weekOf).length <= MOST_COLUMNS ? 'week' : 'month';
  const startOf = { day: (day: number) => day, week: weekOf, month: monthOf }[unit];
  const columns = starts(startOf);
  const indexOf = new Map(columns.map((start, index) => [start, index]));
  const text = unit === 'month' ? monthText : dayLabels(columns);
  return {
    unit,
    columns: columns.map(text),
    cells(values, recorded) {
      const cells = new Array<HeatCell>(columns.length).fill(null);
      for (const hour of recorded.keys()) {
        const index = indexOf.get(startOf(dayOfHour(hour)))!;
        cells[index] = (cells[index] ?? 0) + (values.get(hour) ?? 0);
      }
      return cells;
    },
  };
}

/** How days are written: with the year, if there are several. */
function dayLabels(days: readonly number[]): (day: number) => string {
  return new Set(days.map((day) => dateOf(day).year)).size > 1 ? dayText : shortDayText;
}

/** Number of days with something. */
export function dayCount(values: ByHour): number {
  return new Set([...values.keys()].map(dayOfHour)).size;
}
