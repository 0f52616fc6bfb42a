/** Measures how fast a quantity grows, over the last half minute: what went on before says little about what comes. */
export interface RecentRate {
  /** Notes the quantity, at a time in seconds. */
  add(value: number, atSeconds: number): void;
  /** Growth per second; undefined until a second has passed. */
  perSecond(): number | undefined;
}

const WINDOW_SECONDS = 30;
const SECONDS_BETWEEN_POINTS = 0.5;

/** Starts measuring. */
export function createRecentRate(): RecentRate {
  /** In order of time; the first is at least as old as the window, if the work is. */
  const points: { value: number; atSeconds: number }[] = [];
  let last: { readonly value: number; readonly atSeconds: number } | undefined;
  return {
    add(value, atSeconds) {
      last = { value, atSeconds };
      const newest = points.at(-1);
      if (newest && atSeconds - newest.atSeconds < SECONDS_BETWEEN_POINTS) return;
      points.push(last);
      while (points.length > 1 && points[1]!.atSeconds <= atSeconds - WINDOW_SECONDS) points.shift();
    },
    perSecond() {
      const first = points[0];
      if (!first || !last) return undefined;
      const seconds = last.atSeconds - first.atSeconds;
      return seconds < 1 ? undefined : (last.value - first.value) / seconds;
    },
  };
}
