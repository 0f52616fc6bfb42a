import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OutputError } from '#src/errors.js';
import { prepareRunFolder } from '#src/train/run-files.js';
import { leftoverName } from '../helpers/leftovers.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const { at } = useTemporaryFolder({ perTest: true });
const options = { entries: ['last', 'best'], stepsRemain: true };

it('a run folder with a link in place of a checkpoint is refused; --overwrite removes the link alone', async () => {
  mkdirSync(at('elsewhere'));
  writeFileSync(at('elsewhere/model.json'), '{}');
  mkdirSync(at('run'));
  symlinkSync(at('elsewhere'), at('run/last'));
  await expect(prepareRunFolder(at('run'), options)).rejects.toThrow(
    new OutputError(`cannot write to ${at('run/last')}: it is a symbolic link, which may lead out of the folder`),
  );
  await prepareRunFolder(at('run'), { ...options, overwrite: true });
  expect(readdirSync(at('run'))).toEqual([]);
  expect(readdirSync(at('elsewhere'))).toEqual(['model.json']);
});

it('files that killed runs left behind go when a run folder is prepared', async () => {
  mkdirSync(at('run'));
  writeFileSync(at('run', leftoverName()), 'half');
  await prepareRunFolder(at('run'), options);
  expect(readdirSync(at('run'))).toEqual([]);
});
