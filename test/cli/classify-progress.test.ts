import { describe, expect, it } from 'vitest';
import { createProgressDisplay } from '#cli/commands/classify/progress.js';
import { createRecentRate } from '#cli/ui/recent-rate.js';

const HOUR = 3600;

/** Shows a run of `seconds` at a speed, a tenth of a second after the other. */
function shown(interactive: boolean, seconds: number, { speed = 100, expectedSeconds = 66 * HOUR } = {}) {
  let now = 0;
  const notes: string[] = [];
  const statuses: string[] = [];
  const status = {
    show: (text: string | (() => string)) => void statuses.push(typeof text === 'string' ? text : text()),
    clear: () => undefined,
  };
  const note = (line: string): void => void notes.push(line);
  const display = createProgressDisplay({ recordings: 4000, interactive, status, note, clock: () => now });
  for (let step = 0; step <= 10 * seconds; step++) {
    now = step / 10;
    display.show({ file: 'site/dawn.wav', recordings: step, seconds: now * speed, expectedSeconds });
  }
  return { notes, statuses };
}

describe('the progress of classify', () => {
  it('off a terminal is an estimate, and a line every half minute', () => {
    const { notes, statuses } = shown(false, 95);
    expect(statuses).toEqual([]);
    expect(notes).toEqual([
      '4,000 recordings, about 66h of sound to classify: about 40m',
      '300 of 4,000 recordings, 1% of about 66h of sound, 100 times real time, about 39m left, at site/dawn.wav',
      '600 of 4,000 recordings, 2% of about 66h of sound, 100 times real time, about 39m left, at site/dawn.wav',
      '900 of 4,000 recordings, 3% of about 66h of sound, 100 times real time, about 38m left, at site/dawn.wav',
    ]);
  });

  it('on a terminal is the estimate, and a line with a bar', () => {
    const { notes, statuses } = shown(true, 1188);
    expect(notes).toEqual(['4,000 recordings, about 66h of sound to classify: about 40m']);
    expect(statuses.at(-1)).toBe(
      '━━━━━━━━────────  50%  11,880/4,000 recordings  1d 9h of audio  100 times real time  20m left  site/dawn.wav',
    );
    expect(statuses[0]).toBe('────────────────   0%  0/4,000 recordings  0ms of audio  site/dawn.wav');
  });

  it('has no estimate for short work', () => {
    expect(shown(false, 9, { expectedSeconds: 1000 }).notes).toEqual([]);
  });

  it('says what is known while the recordings are looked at', () => {
    let now = 0;
    const notes: string[] = [];
    const display = createProgressDisplay({
      ...{ recordings: 1, interactive: false, status: { show: () => undefined, clear: () => undefined } },
      ...{ note: (line) => void notes.push(line), clock: () => now },
    });
    for (; now <= 30; now += 0.5) {
      display.show({ file: 'a.mp3', recordings: 0, seconds: 10 * now, expectedSeconds: undefined });
    }
    expect(notes).toEqual(['0 of 1 recording, 5m of sound, 10 times real time, at a.mp3']);
  });
});

describe('the recent rate', () => {
  it('forgets what was before the last half minute', () => {
    const rate = createRecentRate();
    expect(rate.perSecond()).toBeUndefined();
    for (let second = 0; second <= 100; second++) rate.add(second < 50 ? 1000 * second : 50_000 + second - 50, second);
    expect(rate.perSecond()).toBe(1);
  });
});
