/** Formats 0.874 as `87%`; 0.998 as `99.8%`, because `100%` would mean all. */
export function wholePercent(fraction: number): string {
  const percent = fraction * 100;
  const rounded = Math.round(percent);
  const hides = (rounded === 0 || rounded === 100) && percent !== rounded;
  return `${hides ? percent.toFixed(1) : rounded}%`;
}

/** Formats a score or threshold as `0.87`; 0.998 as `0.998`, because `1.00` would mean certain. */
export function scoreText(score: number): string {
  for (const digits of [2, 3, 4]) {
    const text = score.toFixed(digits);
    const hides = (Number(text) === 0 || Number(text) === 1) && score !== Number(text);
    if (!hides) return text;
  }
  return String(score);
}

/** Formats a time in a file: `7.4 s`, `2:07.4` from a minute on. */
export function timeText(seconds: number): string {
  return hasMinutes(seconds) ? clock(seconds) : `${clock(seconds)} s`;
}

/** Formats a part of a file: `1.2 to 3.4 s`, `2:07.4 to 2:09.0`. */
export function spanText(startSeconds: number, endSeconds: number): string {
  const sameUnit = hasMinutes(startSeconds) === hasMinutes(endSeconds);
  return `${sameUnit ? clock(startSeconds) : timeText(startSeconds)} to ${timeText(endSeconds)}`;
}

/** Whether `clock` writes a time with minutes. */
function hasMinutes(seconds: number): boolean {
  return Math.round(seconds * 10) >= 600;
}

/** Formats a time without a unit: `7.4`, `2:07.4`, `1:02:07.4`. */
export function clock(time: number): string {
  const tenths = Math.round(time * 10);
  const seconds = (tenths % 600) / 10;
  const minutes = Math.floor(tenths / 600);
  if (minutes === 0) return seconds.toFixed(1);
  const tail = seconds.toFixed(1).padStart(4, '0');
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}:${tail}` : `${hours}:${String(minutes % 60).padStart(2, '0')}:${tail}`;
}

/** What the numbers of `clock` are. */
export function clockUnits(time: number): string {
  return time < 60 ? 'seconds' : time < 3600 ? 'minutes:seconds' : 'hours:minutes:seconds';
}

/** Formats a duration in minutes: `8 minutes`, `0.6 minutes`. */
export function minutesText(minutes: number): string {
  const rounded = minutes < 9.95 ? Number(minutes.toFixed(1)) : Math.round(minutes);
  return `${rounded.toLocaleString('en-US')} minute${rounded === 1 ? '' : 's'}`;
}
