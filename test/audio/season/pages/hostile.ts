import { join } from 'node:path';
import type { AllResults, FinishedRecording } from '#audio/results/index.js';
import { MODEL, resultsOf } from '../../../helpers/made-season.js';

/** Names of species, sites and files that try to be something else. */
export const HOSTILE = [
  '</script><img src=x onerror=alert(1)>',
  '"onmouseover="alert(1)',
  'gnp.\u202eelddim\u0000\u001b[31m\u200b ]]> <!-- &lt;b&gt;',
  '../../../etc/passwd',
  '</style><style>body{display:none}',
  'javascript:alert(1)//',
];

/** A recording at each hostile site, with a detection of each hostile species. */
export function hostileResults(out: string): AllResults {
  const recordings = HOSTILE.map((name, index): FinishedRecording => {
    const key = `${index}/${name.replaceAll('/', '_').replaceAll('\0', '')}.wav`;
    return {
      key,
      path: join(out, 'nowhere', key),
      result: {
        file: `${name}.wav`,
        durationSeconds: 60,
        origin: {
          start: { local: `2024-05-1${index}T05:30:00`, source: 'file name' },
          site: { value: name, source: 'folder' },
          serial: { value: name, source: 'GUANO' },
        },
        secondsWithoutSignal: 0,
        species: [],
        detections: HOSTILE.map((species, place) => ({
          ...{ startSeconds: place, endSeconds: place + 1, species, segmentCount: 1 },
          ...{ probability: 0.9, maxProbability: 0.95, novelty: 0.99, unknown: true },
        })),
        warnings: [name],
        model: MODEL,
      },
    };
  });
  const problem = { path: HOSTILE[0]!, reason: HOSTILE[1]! };
  return {
    ...resultsOf(out, recordings, { failed: [{ file: HOSTILE[2]!, ...problem }], leftOut: [problem] }),
    analysis: {
      model: { ...MODEL, name: HOSTILE[0]! },
      bandHz: { lowHz: 1_000, highHz: 11_000 },
      settings: {
        threshold: 0.5,
        thresholds: { [HOSTILE[1]!]: 0.7 },
        precision: null,
        byLoudness: true,
        contextSeconds: 1,
        unknown: null,
        channel: 'mean',
        top: 3,
      },
    },
  };
}
