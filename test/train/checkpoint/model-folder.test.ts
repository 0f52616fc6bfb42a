import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HostTensors } from '#src/engine/types.js';
import { CheckpointError, OutputError } from '#src/errors.js';
import {
  loadModel,
  readModelFolder,
  writeModelFolder,
  type ManifestContent,
  type ResumeState,
} from '#src/train/checkpoint/index.js';
import { leftoverName } from '../../helpers/leftovers.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { termsOf } from '../../helpers/terms.js';

const folder = useTemporaryFolder({ perTest: true });

const content: ManifestContent = {
  task: 'bird10',
  model: { name: 'bird10', dropout: 0.5 },
  inputShape: [4],
  classes: ['wren', 'noise'],
  backgroundClasses: ['noise'],
  audio: { sampleRateHz: 44100, segmentSeconds: 0.5, overlap: 0.9, normalisation: { kind: 'segment' } },
  step: 3,
  epoch: 1,
  metrics: { validation: { segmentAccuracy: 0.5, recordingAccuracy: 1, crossEntropy: 0.1, residual: 2 } },
  seed: 1,
  config: { task: 'bird10' },
  versions: { lyrebird: '0.1.0' },
};
const tensorsOf = (value: number): HostTensors => ({
  w: { dtype: 'float32', shape: [2], data: new Float32Array(2).fill(value) },
});
const resumeOf = (value: number): ResumeState => ({
  optimiser: { 'firstMoment/w': { dtype: 'float32', shape: [2], data: new Float32Array(2).fill(value) } },
  progress: {
    step: value,
    stepsPerEpoch: 7,
    sums: {
      rows: 1,
      labelled: 1,
      unlabelled: 0,
      correct: 1,
      loss: 0.1 + 0.2,
      ...termsOf({ crossEntropy: 1 / 3, residual: 5 }),
    },
    history: [],
    best: null,
    data: { train: 'a', unlabelled: null, validation: 'b' },
  },
});
const weightsFile = (at = folder.path): string => readdirSync(at).find((name) => name.startsWith('weights-'))!;

describe('a model folder', () => {
  it('is read back unchanged', async () => {
    await writeModelFolder(folder.path, content, tensorsOf(1), resumeOf(2));
    const read = await readModelFolder(folder.path);
    expect(read.manifest).toMatchObject(content);
    expect(read.parameters).toStrictEqual(tensorsOf(1));
    expect(read.resume).toStrictEqual(resumeOf(2));
    expect(readdirSync(folder.path)).toHaveLength(3);
  });

  it('holds only the new files after it is replaced, and one file if they are equal', async () => {
    await writeModelFolder(folder.path, content, tensorsOf(1), resumeOf(1));
    const first = weightsFile();
    await writeModelFolder(folder.path, content, tensorsOf(2));
    expect(weightsFile()).not.toBe(first);
    expect(readdirSync(folder.path)).toHaveLength(2);
    await writeModelFolder(folder.path, { ...content, step: 4 }, tensorsOf(2));
    expect((await readModelFolder(folder.path)).manifest.step).toBe(4);
    expect(readdirSync(folder.path)).toHaveLength(2);
  });

  it('is the old model after a kill before model.json is replaced, and the next write removes leftovers', async () => {
    await writeModelFolder(folder.path, content, tensorsOf(1));
    const old = readFileSync(folder.at('model.json'));
    const oldWeights = weightsFile();
    const oldBytes = readFileSync(folder.at(oldWeights));
    await writeModelFolder(folder.path, { ...content, step: 9 }, tensorsOf(2));
    // State after a kill between the two writes: both weights, the old model.json, incomplete temporary files.
    writeFileSync(folder.at(oldWeights), oldBytes);
    writeFileSync(folder.at('model.json'), old);
    writeFileSync(folder.at(leftoverName()), '{"form');
    writeFileSync(folder.at(leftoverName()), 'half');
    writeFileSync(folder.at('notes.tmp'), 'mine');
    const read = await readModelFolder(folder.path);
    expect(read.manifest.step).toBe(3);
    expect(read.parameters).toStrictEqual(tensorsOf(1));

    await writeModelFolder(folder.path, { ...content, step: 10 }, tensorsOf(3));
    expect(readdirSync(folder.path).sort()).toEqual(['model.json', 'notes.tmp', weightsFile()].sort());
  });

  it('is the new model after a kill before the old files are removed', async () => {
    await writeModelFolder(folder.path, content, tensorsOf(1));
    const [name, bytes] = [weightsFile(), readFileSync(folder.at(weightsFile()))];
    await writeModelFolder(folder.path, { ...content, step: 9 }, tensorsOf(2));
    writeFileSync(folder.at(name), bytes);
    expect((await readModelFolder(folder.path)).parameters).toStrictEqual(tensorsOf(2));
  });

  it('is loaded from a run: the best model, or else the last', async () => {
    await writeModelFolder(folder.at('last'), { ...content, step: 5 }, tensorsOf(5));
    expect((await loadModel(folder.path)).manifest.step).toBe(5);
    await writeModelFolder(folder.at('best'), { ...content, step: 4 }, tensorsOf(4));
    expect((await loadModel(folder.path)).manifest.step).toBe(4);
    expect((await loadModel(folder.at('last'))).manifest.step).toBe(5);
  });

  it('is reported as missing, with the expected files', async () => {
    await expect(loadModel(folder.path)).rejects.toThrow(
      `no model at ${folder.path}: expected one of model.json, best/model.json, last/model.json`,
    );
    await expect(loadModel(folder.at('x'))).rejects.toThrow('there is no such folder');
  });
});

describe('a damaged model folder', () => {
  const damage: [string, (path: string) => void, RegExp][] = [
    [
      'without weights',
      (path) => unlinkSync(join(path, weightsFile(path))),
      /weights-\w+\.safetensors is missing, but model\.json lists it$/,
    ],
    [
      'with truncated weights',
      (path) => writeFileSync(join(path, weightsFile(path)), 'short'),
      /weights-\w+\.safetensors is damaged: its SHA-256 starts with \w{8}, but model\.json lists \w{8} \(5 bytes\)$/,
    ],
    [
      'with one bit changed',
      (path) => {
        const file = join(path, weightsFile(path));
        const bytes = readFileSync(file);
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(file, bytes);
      },
      /is damaged: its SHA-256/,
    ],
    [
      'with half a model.json',
      (path) => writeFileSync(join(path, 'model.json'), '{"format": "lyre'),
      /model\.json is damaged: not JSON$/,
    ],
    [
      'with an empty model.json',
      (path) => writeFileSync(join(path, 'model.json'), ''),
      /model\.json is damaged: not JSON$/,
    ],
    [
      "with another program's model.json",
      (path) => writeFileSync(join(path, 'model.json'), '{"format":"layers-model"}'),
      /is not a Lyrebird model: expected format lyrebird-model, got "layers-model"$/,
    ],
    [
      'of a later version',
      (path) => edit(path, (manifest) => ({ ...manifest, formatVersion: 2 })),
      /: expected format version 1, got 2; it was written by a different version of Lyrebird$/,
    ],
    [
      'without classes',
      (path) => edit(path, (manifest) => ({ ...manifest, classes: undefined })),
      /model\.json is damaged: classes: /,
    ],
    [
      'whose model.json is a pipe',
      (path) => {
        unlinkSync(join(path, 'model.json'));
        execFileSync('mkfifo', [join(path, 'model.json')]);
      },
      /model\.json cannot be read: it is not a file$/,
    ],
    [
      'that lists a file elsewhere',
      (path) =>
        edit(path, (manifest) => ({ ...manifest, weights: { file: '../../x.safetensors', sha256: 'a'.repeat(64) } })),
      /model\.json is damaged: weights\.file: /,
    ],
  ];
  const edit = (path: string, change: (manifest: Record<string, unknown>) => unknown): void => {
    const file = join(path, 'model.json');
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)));
  };

  it.each(damage)('%s is refused in one line', async (_, spoil, message) => {
    await writeModelFolder(folder.path, content, tensorsOf(1));
    spoil(folder.path);
    const error = await loadModel(folder.path).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error!.message).toMatch(message);
    expect(error!.message).not.toContain('\n');
  });
});

describe('a model folder that cannot be written', () => {
  it('with a file in the way is an OutputError that names the path', async () => {
    writeFileSync(folder.at('run'), 'x');
    const write = writeModelFolder(folder.at('run', 'last'), content, tensorsOf(1));
    await expect(write).rejects.toThrow(OutputError);
    await expect(write).rejects.toThrow(
      `cannot write ${folder.at('run', 'last')}: a file is in the way of one of its folders (ENOTDIR)`,
    );
  });

  it('keeps the previous model, and leaves no incomplete files, when the system aborts a write', async () => {
    await writeModelFolder(folder.path, content, tensorsOf(1));
    const before = readdirSync(folder.path).sort();
    const script = folder.at('write.mjs');
    const checkpointModule = new URL('../../../dist/src/train/checkpoint/index.js', import.meta.url).href;
    writeFileSync(
      script,
      `import { writeModelFolder } from ${JSON.stringify(checkpointModule)};
       const tensor = (length) => ({ dtype: 'float32', shape: [length], data: new Float32Array(length).fill(7) });
       const [folder, content, progress] = [process.argv[2], ...process.argv.slice(3).map((text) => JSON.parse(text))];
       process.on('SIGXFSZ', () => {});
       await writeModelFolder(folder, content, { w: tensor(10) }, { optimiser: { m: tensor(1e6) }, progress })
         .catch((error) => { console.log(error.name + ': ' + error.message); });`,
    );
    // With a file size limit of 1 MiB, the write of 4 MB ends after a quarter.
    const output = execFileSync(
      'bash',
      [
        '-c',
        'ulimit -f 1024; exec "$0" "$@"',
        process.execPath,
        script,
        folder.path,
        JSON.stringify(content),
        JSON.stringify(resumeOf(1).progress),
      ],
      { encoding: 'utf8' },
    );
    unlinkSync(script);
    expect(output).toMatch(
      new RegExp(
        String.raw`^OutputError: cannot write .*optimiser-\w+\.safetensors: ` +
          String.raw`the file is larger than this system allows \(EFBIG\)\n$`,
      ),
    );
    expect(readdirSync(folder.path).sort()).toEqual(before);
    expect((await readModelFolder(folder.path)).parameters).toStrictEqual(tensorsOf(1));
  });

  it.skipIf(process.getuid?.() === 0)('without permission is an OutputError (skipped for root)', async () => {
    const locked = folder.at('locked');
    execFileSync('mkdir', ['-m', '555', locked]);
    await expect(writeModelFolder(join(locked, 'last'), content, tensorsOf(1))).rejects.toThrow(
      'no permission to write there (EACCES)',
    );
  });

  it('removes only unused files of its own kind', async () => {
    await writeModelFolder(folder.path, content, tensorsOf(1));
    writeFileSync(folder.at('weights-of-mine.safetensors'), 'x');
    renameSync(folder.at('model.json'), folder.at('model-copy.json'));
    await writeModelFolder(folder.path, content, tensorsOf(2));
    expect(existsSync(folder.at('weights-of-mine.safetensors'))).toBe(true);
    expect(existsSync(folder.at('model-copy.json'))).toBe(true);
  });
});
