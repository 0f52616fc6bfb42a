import { afterAll, beforeAll } from 'vitest';
import { createEngine, type Engine } from '#src/engine/index.js';
import { useTemporaryFolder } from './temporary-folder.js';

/** What tests of training runs share: an engine for the file, and a new folder for each test. */
export interface Runs {
  readonly engine: Engine;
  /** A path in the test's folder. */
  at(name: string): string;
}

/** Sets both up, and takes them down. They are there once tests run. */
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
