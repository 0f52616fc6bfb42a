import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  PROGRAM_VERSION,
  readSavedProgram,
  saveProgram,
  type TracedClassifier,
} from '#audio/classify/saved-program.js';
import { DEFAULT_SEGMENTS } from '#audio/segments/index.js';
import { traceProgram } from '#src/engine/index.js';
import { userSecret } from '#src/files/index.js';
import { predictFromBlocks, predictFromStatistics } from '#src/eval/prediction/index.js';
import { createModel, type Model } from '#src/models/index.js';
import { createRng } from '#src/rng.js';

const SHAPE = { inputShape: [22_050], classCount: 3, sampleRateHz: 44_100 };
const FINGERPRINT = 'f'.repeat(64);

let folder: string;
let classifier: TracedClassifier;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lyrebird-program-'));
  const model = createModel({ name: 'bird-mel' }, SHAPE);
  const frames = model.frontEnd!.frames!;
  classifier = {
    program: await traceProgram(
      predictFromStatistics(model.name, frames, { batchSize: 4, parameters: model.init(createRng(1)) }),
    ),
    spans: {
      segments: DEFAULT_SEGMENTS,
      batchSize: 4,
      valuesPerSegment: frames.statisticsCount,
      frames: { mel: frames.settings, framesPerSegment: frames.framesPerExample },
    },
  };
});
afterAll(() => rm(folder, { recursive: true }));

const file = (): string => join(folder, 'classifier.graph');
const read = () => readSavedProgram(folder, FINGERPRINT, DEFAULT_SEGMENTS);

describe('a program saved in a model folder', () => {
  it('is read as it was saved', async () => {
    expect(await read()).toBeUndefined();
    await saveProgram(folder, FINGERPRINT, classifier);
    expect(await read()).toEqual(classifier);
  });

  it('is not used for another model', async () => {
    await saveProgram(folder, FINGERPRINT, classifier);
    expect(await readSavedProgram(folder, 'e'.repeat(64), DEFAULT_SEGMENTS)).toBeUndefined();
  });

  it('is not used if a byte of it is damaged, or its end is missing', async () => {
    await saveProgram(folder, FINGERPRINT, classifier);
    const bytes = await readFile(file());
    for (const at of [0, 40, 66, 200, 700, bytes.length - 1]) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 4;
      await writeFile(file(), damaged);
      expect(await read(), `byte ${at}`).toBeUndefined();
    }
    await writeFile(file(), bytes.subarray(0, 300));
    expect(await read()).toBeUndefined();
  });

  it.each<[string, (header: { spans: object; lyrebird: string }) => object]>([
    ['another version', (header) => ({ ...header, lyrebird: '0.0.1' })],
    ['impossible sizes', (header) => ({ ...header, spans: { ...header.spans, batchSize: 1e9 } })],
    ['no spans', ({ spans: _, ...header }) => header],
  ])('is not used if it has %s', async (_, change) => {
    await saveProgram(folder, FINGERPRINT, classifier);
    const [, json, ...rest] = (await readFile(file(), 'latin1')).split('\n');
    const header = change(JSON.parse(json!) as { spans: object; lyrebird: string });
    const content = Buffer.from([JSON.stringify(header), ...rest].join('\n'), 'latin1');
    const hash = createHmac('sha256', (await userSecret())!)
      .update(content)
      .digest('hex');
    await writeFile(file(), Buffer.concat([Buffer.from(`${hash}\n`), content]));
    expect(await read()).toBeUndefined();
  });

  it('is not used if another user has made it', async () => {
    await saveProgram(folder, FINGERPRINT, classifier);
    const [, ...rest] = (await readFile(file(), 'latin1')).split('\n');
    const content = Buffer.from(rest.join('\n'), 'latin1');
    for (const hash of [createHash('sha256'), createHmac('sha256', Buffer.alloc(32, 7))]) {
      await writeFile(file(), Buffer.concat([Buffer.from(`${hash.update(content).digest('hex')}\n`), content]));
      expect(await read()).toBeUndefined();
    }
  });

  it('is left out where it cannot be written', async () => {
    // Fails for every user; as an ordinary one instead of root, the key could not be read either.
    const notFolder = join(folder, 'a file');
    await writeFile(notFolder, 'in the way');
    await expect(saveProgram(notFolder, FINGERPRINT, classifier)).resolves.toBeUndefined();
    expect(await readFile(notFolder, 'utf8')).toBe('in the way');
    expect(await readSavedProgram(notFolder, FINGERPRINT, DEFAULT_SEGMENTS)).toBeUndefined();
  });
});

/** Hash of what a network's program is traced to, without its parameters' values: all are 0. */
async function hashOf(model: Model): Promise<string> {
  const parameters = Object.fromEntries(
    Object.entries(model.init(createRng(1))).map(([name, tensor]) => [
      name,
      { ...tensor, data: new Float32Array(tensor.data.length) },
    ]),
  );
  const frames = model.frontEnd?.frames;
  const options = { batchSize: 2, parameters };
  const program = frames
    ? predictFromStatistics(model.name, frames, options)
    : predictFromBlocks(model.name, model.firstConvolution!, options);
  const { onnx } = await traceProgram(program);
  return createHash('sha256')
    .update(onnx)
    .update(JSON.stringify(frames?.settings ?? null))
    .digest('hex')
    .slice(0, 16);
}

it('PROGRAM_VERSION changes with the networks: raise it when this fails, and copy the hashes', async () => {
  const hashes: Record<string, string> = {};
  for (const name of ['bird10', 'bird-mel']) hashes[name] = await hashOf(createModel({ name }, SHAPE));
  expect({ version: PROGRAM_VERSION, ...hashes }).toEqual({
    version: 3,
    bird10: '68d8712d3e5f5a59',
    'bird-mel': 'f39bc77923ffa429',
  });
});
