import { createEngine } from '#src/engine/index.js';
import { afterAll, beforeAll } from 'vitest';
import type { Engines } from './compare.js';

/** Starts both engines for the tests of a file or of a `describe`, and disposes of them afterwards. */
export function useEngines(): Engines {
  const engines = {} as { -readonly [Name in keyof Engines]: Engines[Name] };
  beforeAll(async () => {
    engines.compiled = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
    engines.reference = await createEngine({ engine: 'eager', device: 'cpu' });
  });
  afterAll(async () => {
    await engines.compiled.dispose();
    await engines.reference.dispose();
  });
  return engines;
}
