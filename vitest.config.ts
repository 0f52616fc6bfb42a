import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

const TESTS = '.test.{ts,tsx}';
/**
 * Test files with a process each, because they change what a process has only once (environment, locks, kernels of
 * TensorFlow.js) or stand for one. All others share two processes: loading the library again for each would take a
 * tenth of the time of all tests.
 */
const OWN_PROCESS = [
  `test/*${TESTS}`,
  `test/{cli,engine,files,helpers,programs}/**/*${TESTS}`,
  `test/{audio/decode,data/images/fetch}/**/*${TESTS}`,
  `test/train/{data-parallel-step,kill}${TESTS}`,
];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // The built program is loaded by Node itself: transforming it for each file would take a tenth of the time.
    server: { deps: { external: [/\/dist\//] } },
    // Nothing of the tests belongs into the user's caches.
    env: { LYREBIRD_CACHE: '', XDG_CACHE_HOME: join(tmpdir(), 'lyrebird-tests') },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'own', include: OWN_PROCESS } },
      {
        extends: true,
        test: {
          name: 'shared',
          include: [`test/**/*${TESTS}`],
          exclude: [...configDefaults.exclude, ...OWN_PROCESS],
          isolate: false,
        },
      },
    ],
  },
});
