import prettyMilliseconds from 'pretty-ms';

export { count, formatNumber, percent, plural } from '../../src/format-number.js';

/** Formats a duration: `850ms`, `12s`, `3m 7s`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  const milliseconds = seconds < 1 ? Math.round(seconds * 1000) : Math.round(seconds) * 1000;
  return prettyMilliseconds(milliseconds, { secondsDecimalDigits: 0 });
}
