import { afterAll, beforeAll } from 'vitest';
import { createEagerEngine } from '#src/engine/eager/index.js';
import { createCompiledEngine } from '#src/engine/runtime/index.js';
import type { Engine } from '#src/engine/types.js';

/** Creates both engines, on the CPU and one thread, before the tests of a file, and disposes of them after. */
export function useEngines(): Readonly<Record<string, Engine>> {
  const engines: Record<string, Engine> = {};
  beforeAll(async () => {
    engines['eager'] = await createEagerEngine({ device: 'cpu' });
    engines['compiled'] = await createCompiledEngine({ threads: 1 });
  });
  afterAll(async () => {
    for (const engine of Object.values(engines)) await engine.dispose();
  });
  return engines;
}
