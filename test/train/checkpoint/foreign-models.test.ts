import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { audioSettingsOf } from '#audio/audio-settings.js';
import type { HostTensors } from '#src/engine/types.js';
import { CheckpointError } from '#src/errors.js';
import { loadModel } from '#src/train/checkpoint/index.js';
import { decodeSafetensors, encodeSafetensors } from '#src/train/checkpoint/safetensors.js';
import { createTrainedModel } from '#src/train/trained-model/index.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { writeUntrainedModel } from '../../helpers/untrained-model.js';

type Manifest = Record<string, unknown> & { audio: Record<string, unknown>; model: Record<string, unknown> };

const folder = useTemporaryFolder();
const SPECIES = ['Junco hyemalis', 'Spinus psaltria'];
let text: string;
let manifest: Manifest;
let tensors: HostTensors;
beforeAll(async () => {
  const intact = folder.at('intact');
  await writeUntrainedModel(intact, { name: 'bird10' }, { recordings: SPECIES });
  text = readFileSync(join(intact, 'model.json'), 'utf8');
  manifest = JSON.parse(text) as Manifest;
  const { file } = manifest['weights'] as { file: string };
  tensors = decodeSafetensors(readFileSync(join(intact, file)), file).tensors;
});

/** A model folder with other contents, whose manifest lists the right checksum. */
function modelWith(changes: Readonly<Record<string, unknown>>, weights: HostTensors = tensors): string {
  const path = folder.at('other');
  mkdirSync(path, { recursive: true });
  const bytes = encodeSafetensors(weights);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = `weights-${sha256.slice(0, 16)}.safetensors`;
  writeFileSync(join(path, file), bytes);
  writeFileSync(join(path, 'model.json'), JSON.stringify({ ...manifest, weights: { file, sha256 }, ...changes }));
  return path;
}

/** Loads a model as far as the commands do before they compile it. */
async function load(path: string): Promise<void> {
  const model = await loadModel(path);
  audioSettingsOf(model);
  createTrainedModel(model);
}

const withTensor = (name: string, change: (tensor: HostTensors[string]) => HostTensors[string]): HostTensors => ({
  ...tensors,
  [name]: change(tensors[name]!),
});
const withValue = (value: number) =>
  withTensor(Object.keys(tensors)[0]!, (tensor) => {
    const data = Float32Array.from(tensor.data);
    data[3] = value;
    return { ...tensor, data };
  });
const layersModel = (...layers: object[]) => ({
  model: {
    name: 'layers-model',
    topology: { className: 'Sequential', config: { name: 'net', layers } },
  },
});
const layer = (className: string, config: object) => ({ className, config: { name: className, ...config } });
/** Parameters of a dense layer of two outputs. */
const DENSE: HostTensors = {
  'Dense/kernel': { dtype: 'float32', shape: [22_050, 2], data: new Float32Array(44_100) },
  'Dense/bias': { dtype: 'float32', shape: [2], data: new Float32Array(2) },
};
const INPUT = layer('InputLayer', { batchInputShape: [null, 22_050], dtype: 'float32' });

describe('a model folder from elsewhere', () => {
  it('is loaded if it is intact', async () => {
    await expect(load(modelWith({}))).resolves.toBeUndefined();
  });

  it.each<[string, () => string, RegExp]>([
    [
      'of a value that is NaN',
      () => modelWith({}, withValue(NaN)),
      /weights-\w+\.safetensors is damaged: value 3 of tensor \S+ is NaN$/,
    ],
    [
      'of an infinite value',
      () => modelWith({}, withValue(-Infinity)),
      /is damaged: value 3 of tensor \S+ is -Infinity$/,
    ],
    [
      'without one of the tensors',
      () => modelWith({}, Object.fromEntries(Object.entries(tensors).slice(1))),
      /: expected 60,578 parameters of the network bird10, got 60,536$/,
    ],
    [
      'of another number of classes',
      () => modelWith({ classes: [...SPECIES, 'another'] }),
      /: expected 60,611 parameters of the network bird10, got 60,578$/,
    ],
    [
      'of a million classes',
      () => modelWith({ classes: new Array<string>(1_000_000).fill('x') }),
      /is damaged: classes: Too big/,
    ],
    [
      'with a tensor of another shape',
      () =>
        modelWith(
          {},
          withTensor('conv1/kernel', (tensor) => ({ ...tensor, shape: [tensor.data.length] })),
        ),
      /: parameter conv1\/kernel: expected float32 \[\d+(, \d+)+\], got float32 \[\d+\]$/,
    ],
    [
      'of examples that fill memory',
      () => modelWith({ inputShape: [1_000_000_000] }),
      /: expected at most 67108864 values/,
    ],
    [
      'of segments that are not those of its audio settings',
      () => modelWith({ audio: { ...manifest.audio, segmentSeconds: 1 } }),
      /is damaged: audio: its segments have 44100 samples, but inputShape is \[22050\]$/,
    ],
    [
      'of segments without end',
      () => modelWith({ audio: { ...manifest.audio, segmentSeconds: 1e300 } }),
      /is damaged: audio\.segmentSeconds must be above 0 and below 3600, got 1e\+300$/,
    ],
    [
      'whose normalisation divides by almost nothing',
      () => modelWith({ audio: { ...manifest.audio, normalisation: { kind: 'dataset', mean: 0, std: 1e-300 } } }),
      /is damaged: audio\.normalisation\.std must be above 1e-38, got 1e-300$/,
    ],
    [
      'of a network for another rate',
      () => modelWith({ model: { name: 'bird-mel', sampleRateHz: 48_000 } }),
      /is damaged: audio\.sampleRateHz is 44100, but that of the network is 48000$/,
    ],
    [
      'of a network that does not exist',
      () => modelWith({ model: { name: 'bird11' } }),
      /model\.json: the network cannot be created: model\.name: expected one of bird10, /,
    ],
    [
      'of layers with more outputs than memory',
      () =>
        modelWith(
          layersModel(
            INPUT,
            layer('RepeatVector', { n: 1e9 }),
            layer('GlobalAveragePooling1D', {}),
            layer('Dense', { units: 2 }),
          ),
        ),
      /cannot be created: layer "RepeatVector": expected 1 to 67108864 outputs per example, got \[1000000000, 22050\]$/,
    ],
    [
      'of layers without their initialisers',
      () => modelWith(layersModel(INPUT, layer('Dense', { units: 2, kernelInitializer: null })), DENSE),
      /model\.json: the network cannot be created: \S.+$/,
    ],
    [
      'of layers that are not layers',
      () => modelWith(layersModel(INPUT, layer('Dense', { units: -1 }))),
      /cannot be created: network "net" cannot be built from its layers: \S.+$/,
    ],
  ])('%s is refused in one line', async (_, make, message) => {
    const error = (await load(make()).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/\n/);
    expect(error.message.length).toBeLessThan(400);
  });

  it.each([
    ['of 100,000 opening brackets', '['.repeat(100_000), /is damaged: nested more than 100 levels deep$/],
    ['whose format is a nested list', `{"format":${'['.repeat(90)}${']'.repeat(90)}}`, /got \[{8}\[\.\.\.\]{9}$/],
    ['of text', 'hello', /is damaged: not JSON$/],
  ])('with a manifest %s is refused', async (_, content, message) => {
    const path = modelWith({});
    writeFileSync(join(path, 'model.json'), content);
    const error = await load(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as Error).message).toMatch(message);
  });

  it('with a manifest of a gigabyte is refused before it is read', async () => {
    const path = modelWith({});
    truncateSync(join(path, 'model.json'), 1 << 30);
    await expect(load(path)).rejects.toThrow(
      new CheckpointError(`${join(path, 'model.json')} is damaged: expected at most 67108864 bytes, got 1073741824`),
    );
  });
});
