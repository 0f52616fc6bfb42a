import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { helpRequest } from '#cli/command-names.js';
import { dashFile, dashFileHint } from '#cli/dash-files.js';
import { findModels } from '#cli/options/find-models.js';
import { requireModel } from '#cli/options/require-model.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const { at } = useTemporaryFolder();

describe('a request for help', () => {
  const program = new Command('lyrebird');
  program.command('train');
  program.command('data').command('synth');

  it.each([
    [['help'], 'lyrebird', undefined],
    [['help', 'train'], 'train', undefined],
    [['help', 'data', 'synth'], 'synth', undefined],
    [['train', 'folder', '--help'], 'train', undefined],
    [['help', 'nonsense'], 'lyrebird', 'nonsense'],
    [['nonsense', '--help'], 'lyrebird', 'nonsense'],
    [['data', 'nonsense', '-h'], 'data', 'nonsense'],
  ])('%j is about %s; no command: %s', (args, name, unknown) => {
    const request = helpRequest(program, args);
    expect([request?.command.name(), request?.unknown]).toEqual([name, unknown]);
  });

  it('is none without help or --help before --', () => {
    expect(helpRequest(program, ['train', '--', '--help'])).toBeUndefined();
  });
});

describe('a file whose name begins like an option', () => {
  const isFile = (name: string): boolean => name === '-out.flac';

  it('is found if it exists, whatever options its letters are', () => {
    expect(dashFile(['classify', '-m', 'model', '-out.flac'], isFile)).toBe('-out.flac');
    expect(dashFile(['classify', '--', '-out.flac'], isFile)).toBeUndefined();
  });

  it('is recognised by the extension of a recording if it does not exist', () => {
    expect(dashFileHint(['-leading.mp3'], isFile)).toBe(
      '(for the file -leading.mp3, write ./-leading.mp3, or -- before all files)',
    );
    expect(dashFileHint(['-x', '--data', 'a.mp3'], isFile)).toBeUndefined();
  });
});

describe('a command without a model', () => {
  const help = { training: 'lyrebird train --task bird-mel', takes: 'recordings' } as const;

  const addModel = (folder: string, content: object): void => {
    mkdirSync(at(folder), { recursive: true });
    writeFileSync(at(folder, 'model.json'), JSON.stringify(content));
  };

  it('says how to train one, or to try', () => {
    expect(() => requireModel(undefined, help, at())).toThrow(
      'no model given: name a training run with --model; train one with `lyrebird train --task bird-mel`, ' +
        'or a small one with `lyrebird demo --out demo` (then --model demo/run)',
    );
  });

  it('names a run once that is found in two ways', () => {
    addModel('runs/run/best', {});
    expect(findModels(at(), () => true)).toEqual([join('runs', 'run')]);
  });

  it('names those that are here and fit', () => {
    addModel('runs/birds/best', {});
    addModel('runs/mnist/best', { images: {} });
    addModel('demo/run/best', {});
    expect(() => requireModel(undefined, help, at())).toThrow(/; the newest here: (demo\/run|runs\/birds), [^m]*$/);
    expect(() => requireModel(undefined, { ...help, takes: 'images' }, at())).toThrow(/here: runs\/mnist$/);
  });
});
