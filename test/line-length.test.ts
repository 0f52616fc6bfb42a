import { execaSync } from 'execa';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const COLUMNS = 120;
/** Data and generated files. */
const EXEMPT = /(\.(svg|png|npz|bin|gz|mp3|wav|ogg|flac)|package-lock\.json|benchmarks\.json)$/;

it('no line is longer than 120 columns', () => {
  const files = execaSync('git', ['ls-files']).stdout.split('\n');
  expect(files.length).toBeGreaterThan(500);
  const long = files
    .filter((file) => !EXEMPT.test(file))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => ([...line].length > COLUMNS ? [`${file}:${index + 1}`] : [])),
    );
  expect(long).toEqual([]);
});
