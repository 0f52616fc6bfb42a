import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createEngine, type Engine } from '#src/engine/index.js';

/** What tests of training runs share: an engine for the file, and a new folder for each test. */
export interface Runs {
  readonly engine: Engine;
  /** A path in the test's folder. */
  at(name: string): string;
}

/** Sets both up, and takes them down. They are there once tests run. */
export function useRuns(): Runs {
  let engine: Engine | undefined;
  let folder = '';
  beforeAll(async () => {
    engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
  });
  afterAll(() => engine?.dispose());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lyrebird-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    get engine() {
      return engine!;
    },
    at: (name) => join(folder, name),
  };
}
