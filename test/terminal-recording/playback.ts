import type { Cast, CastEvent } from './cast.js';

/** How long a command and the pause after it take when played. */
export interface SceneTiming {
  readonly runSeconds: number;
  readonly holdSeconds: number;
}

/** A recording with the times at which it is played. */
export interface Playback extends Cast {
  readonly seconds: number;
}

/** Output closer together than this is one redraw of the screen. */
const REDRAW_SECONDS = 0.02;

/**
 * Retimes a recording: typing keeps its real time, commands are scaled to their timing.
 * @param cast with the markers `typed`, `runs` and `done` of every command
 * @param framesPerSecond of running commands; typing shows every key
 */
export function playback(cast: Cast, timings: readonly SceneTiming[], framesPerSecond: number): Playback {
  const at = (label: string): number[] =>
    cast.events.flatMap(([seconds, code, data]) => (code === 'm' && data === label ? [seconds] : []));
  const [typed, runs, done] = [at('typed'), at('runs'), at('done')];
  if ([typed, runs, done].some(({ length }) => length !== timings.length)) {
    throw new Error(`expected a recording of ${timings.length} commands, got ${done.length}`);
  }

  const events: CastEvent[] = [];
  let played = 0;
  const play = (from: number, to: number, seconds: number, minimumInterval: number): void => {
    const scale = to > from ? seconds / (to - from) : 0;
    const output = cast.events.filter(([time, code]) => code === 'o' && time > from && time <= to);
    for (const [time, data] of joined(output, Math.max(REDRAW_SECONDS, scale > 0 ? minimumInterval / scale : 0))) {
      events.push([played + (time - from) * scale, 'o', data]);
    }
    played += seconds;
  };
  timings.forEach(({ runSeconds, holdSeconds }, i) => {
    play(done[i - 1] ?? -1, typed[i]!, timings[i - 1]?.holdSeconds ?? 0, 0);
    play(typed[i]!, runs[i]!, runs[i]! - typed[i]!, 0);
    play(runs[i]!, done[i]!, runSeconds, 1 / framesPerSecond);
    if (i === timings.length - 1) played += holdSeconds;
  });
  return { columns: cast.columns, rows: cast.rows, events, seconds: played };
}

/** Joins output to one event every `seconds` at most, never splitting a redraw. */
function joined(events: readonly CastEvent[], seconds: number): [time: number, data: string][] {
  const groups: [time: number, data: string][] = [];
  let last = -Infinity;
  for (const [time, , data] of events) {
    const group = groups.at(-1);
    if (group && (time - last < REDRAW_SECONDS || time - group[0] < seconds)) group[1] += data;
    else groups.push([time, data]);
    last = time;
  }
  return groups;
}
