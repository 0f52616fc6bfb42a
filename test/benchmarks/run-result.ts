import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const result = z.object({
  seed: z.number(),
  seconds: z.number(),
  test: z.object({ accuracy: z.number() }),
});

/** Result of a finished training run with a test split. */
export interface TestedRun {
  readonly seed: number;
  readonly seconds: number;
  /** A fraction. */
  readonly testAccuracy: number;
}

/** Reads the result of a run. @throws if it is no result, or has no test accuracy */
export async function resultOf(path: string): Promise<TestedRun> {
  const { seed, seconds, test } = result.parse(JSON.parse(await readFile(path, 'utf8')));
  return { seed, seconds, testAccuracy: test.accuracy };
}
