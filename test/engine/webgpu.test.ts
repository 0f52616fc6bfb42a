import { existsSync } from 'node:fs';
import { createEngine, type Engine, type HostTensor } from '#src/engine/index.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { biasCorrections } from '#src/train/optimisers/adam.js';
import { termWeights } from '#src/losses/index.js';
import { initialState, trainProgram } from '#src/train/step.js';
import { rowCounts, weightScalars } from '#src/train/step-scalars.js';
import { expect, it } from 'vitest';
import { normalOnHost } from '../helpers/normal.js';

// Without a GPU the test uses the Vulkan driver of Debian's chromium, which computes on the CPU: slow, but enough
// to check results.
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(SWIFTSHADER)) process.env['VK_ICD_FILENAMES'] ??= SWIFTSHADER;

const BATCH = 4;
const STEPS = 2;
/** Software shaders are slow, even more so on a busy machine. */
const TIME_LIMIT_MS = 300_000;
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const MODEL = createModel({ name: 'bird10' }, { inputShape: [22_050], classCount: 10 });

it(
  'two steps of the bird network on WebGPU give the same losses as on the CPU (skipped without a WebGPU adapter)',
  async (test) => {
    const reason = await reasonToSkip();
    if (reason !== undefined) return test.skip(reason);
    const cpu = await losses('cpu');
    const webgpu = await losses('webgpu');
    // The second loss depends on the first step's update.
    expect(cpu[1]).not.toBe(cpu[0]);
    webgpu.forEach((loss, i) => expect(Math.abs(loss / cpu[i]! - 1)).toBeLessThan(1e-3));
  },
  TIME_LIMIT_MS,
);

async function reasonToSkip(): Promise<string | undefined> {
  const engine = await createEngine({ device: 'webgpu', threads: 1 });
  try {
    await tinyProgram(engine);
    return undefined;
  } catch (error) {
    return `no WebGPU here: ${(error as Error).message}`;
  } finally {
    await engine.dispose();
  }
}

async function tinyProgram(engine: Engine): Promise<void> {
  const program = await engine.compile({
    name: 'tiny',
    inputs: { x: { shape: [2] } },
    fn: ({ x }) => ({ y: x!.square() }),
  });
  await program.run({ x: floats([2], () => 1) });
  await program.dispose();
}

async function losses(device: 'cpu' | 'webgpu'): Promise<number[]> {
  const engine = await createEngine({ device, threads: 1 });
  const residual = { reduction: 'mean', distance: 'euclidean' } as const;
  const program = await engine.compile(trainProgram(MODEL, { batchSize: BATCH, residual, optimiser: ADAM }));
  await program.writeState(initialState(MODEL, createRng(1)));
  const rng = createRng(2);
  const x = normalOnHost(rng, [BATCH, 22_050]);
  const result: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const noise = rng.split('noise', step);
    const label: HostTensor = { dtype: 'int32', shape: [BATCH], data: Int32Array.of(0, 1, 2, -1) };
    const valid = floats([BATCH], () => 1);
    const scalars = {
      ...weightScalars(termWeights({ alpha: 0.7, beta: 0.2 })),
      learningRate: 1e-3,
      ...biasCorrections(step, ADAM),
      ...rowCounts(label.data, valid.data),
    };
    const { outputs } = await program.run({
      x: { ...x, data: x.data.slice() },
      label,
      valid,
      'noise/dropout': floats([BATCH, 32], () => noise.uniform()),
      ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, floats([], () => value)])),
    });
    result.push(outputs['loss']!.data[0]!);
  }
  await engine.dispose();
  return result;
}

function floats(shape: readonly number[], value: () => number): HostTensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return { dtype: 'float32', shape, data: Float32Array.from({ length: size }, value) };
}
