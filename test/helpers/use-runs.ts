import { afterAll, beforeAll } from 'vitest';
import { createEngine, type Engine } from '#src/engine/index.js';
import { useTemporaryFolder } from './temporary-folder.js';

/** Fixtures for tests of training runs: one engine per file, and a new folder for each test. */
export interface Runs {
  readonly engine: Engine;
  /** A path in the test's folder. */
  at(name: string): string;
}

/** Sets up the engine and the folders, and removes them afterwards. Use them only inside tests. */
export function useRuns(): Runs {
  let engine: Engine | undefined;
  const { at } = useTemporaryFolder({ perTest: true });
  beforeAll(async () => {
    engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
  });
  afterAll(() => engine?.dispose());
  return {
    get engine() {
      return engine!;
    },
    at,
  };
}
