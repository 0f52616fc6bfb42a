import { describe, expect, it } from 'vitest';
import { createSpeciesTracker, type IndexedDetection } from '#audio/detections/index.js';

/** A song of half a second, in segments of half a second every quarter, with two seconds of context on both sides. */
function detections(minSeconds: number): IndexedDetection[] {
  const found: IndexedDetection[] = [];
  const tracker = createSpeciesTracker({
    ...{ isSpecies: [true], thresholds: [0.5], continueRatio: 0.5, minSeconds },
    onDetection: (detection) => found.push(detection),
  });
  for (let segment = 0; segment < 40; segment++) {
    const start = segment / 4;
    const inContext = Math.abs(start - 5) <= 2 ? 0.8 : 0.1;
    const alone = start === 5 ? 0.9 : 0.1;
    tracker.add(start, start + 0.5, Float64Array.of(inContext), NaN, Float64Array.of(alone));
  }
  tracker.interrupt();
  return found;
}

describe('the shortest length of a detection', () => {
  it('is that of what is reported, not of the context around it', () => {
    const [song] = detections(0);
    expect(song).toMatchObject({ startSeconds: 5.125, endSeconds: 5.375 });
    expect(detections(0.25)).toEqual([song]);
    expect(detections(0.3)).toEqual([]);
  });
});
