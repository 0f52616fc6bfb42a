import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RESULT_FILE } from '../train/index.js';
import type { EbganConfig } from './kinds/index.js';
import type { Measures } from './metrics/measures.js';

/** Result of a finished run: `result.json` in its folder. */
export interface GanResult {
  readonly task: string;
  readonly seed: number;
  readonly steps: number;
  readonly measures: Measures;
  /** Reasons why the run does not count as stable; empty if it does. */
  readonly problems: readonly string[];
  readonly quick: boolean;
  readonly settings: EbganConfig;
  readonly engine: string;
  readonly version: string;
}

const number = z.number();
const spectrum = z.looseObject({ modulationDb: number, tonalityDb: number });
const commonMeasures = {
  energy: z.looseObject({ real: number, generated: number, noise: number }),
  diversity: number,
  twoSample: z.looseObject({ accuracy: number }),
};
/** What summaries and resumed runs use of a result. */
const readableResult = z.looseObject({
  task: z.string(),
  seed: number,
  steps: number,
  problems: z.array(z.string()),
  settings: z.looseObject({ measure: z.unknown() }),
  measures: z.discriminatedUnion('kind', [
    z.looseObject({
      ...commonMeasures,
      kind: z.literal('images'),
      nearestTraining: number,
      classifier: z.looseObject({
        generated: z.looseObject({ sure: number, effectiveClasses: number, inceptionScore: number }),
      }),
    }),
    z.looseObject({
      ...commonMeasures,
      kind: z.literal('segments'),
      spectrumDifferenceDb: z.looseObject({ generated: number }),
      spectra: z.looseObject({ generated: spectrum }),
    }),
  ]),
});

/** Reads the result of a finished run; undefined if there is none, or it is damaged or of something else. */
export async function readGanResult(out: string): Promise<GanResult | undefined> {
  const text = await readFile(join(out, RESULT_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return readableResult.parse(JSON.parse(text)) as unknown as GanResult;
  } catch {
    return undefined;
  }
}
