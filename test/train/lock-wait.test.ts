import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OutputError } from '#src/errors.js';
import type { Dataset } from '#src/data/types.js';
import { tones } from '../helpers/tones.js';
import { trainTones } from '../helpers/train-tones.js';
import { useRuns } from '../helpers/use-runs.js';

const runs = useRuns();

it('a run that another process has trained meanwhile is not overwritten', async () => {
  const dataset = tones();
  // Labels are read after the folder was first looked at, and before it is locked.
  const slow: Dataset = {
    ...dataset,
    label(index) {
      mkdirSync(runs.at('run/last'), { recursive: true });
      writeFileSync(runs.at('run/last/model.json'), 'theirs');
      return dataset.label(index);
    },
  };
  const late = trainTones({ engine: runs.engine, out: runs.at('run'), train: slow });
  await expect(late).rejects.toThrow(OutputError);
  await expect(late).rejects.toThrow('already holds a model: continue it with --resume');
  expect(existsSync(runs.at('run/config.yaml'))).toBe(false);
});
