import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { mangledInput, runCase } from './run-case.js';
import type { FuzzTarget } from './target.js';
import { WAV } from './targets/audio.js';
import { CONFIGS } from './targets/configs.js';
import { IMAGE_FILES } from './targets/images.js';

/** A short version of `npm run fuzz`, in this process. */
const SEED = 2;
const TARGETS: readonly (readonly [FuzzTarget, number])[] = [
  [WAV, 150],
  [IMAGE_FILES, 100],
  [CONFIGS, 300],
];

describe.each(TARGETS)('$name', (target, cases) => {
  const folder = useTemporaryFolder();

  it(`${cases} damaged inputs are read, or refused with their error class`, async () => {
    const inputs = await target.makeInputs(folder.path);
    const outcomes = new Set<string>();
    const defects: string[] = [];
    for (let index = 0; index < cases; index++) {
      const { outcome, message } = await runCase(target, mangledInput(target, inputs, SEED, index), folder.at('case'));
      outcomes.add(outcome);
      if (outcome !== 'read' && outcome !== 'refused') defects.push(`${index}: ${outcome}: ${message}`);
    }
    expect(defects).toEqual([]);
    expect([...outcomes].sort()).toEqual(['read', 'refused']);
  });

  it('well-formed inputs are read', async () => {
    for (const input of await target.makeInputs(folder.path))
      expect(await runCase(target, input, folder.at('case'))).toEqual({ outcome: 'read', message: '' });
  });
});
