import { afterAll, beforeAll, expect, it } from 'vitest';
import { toHost } from '#src/paper/frameworks/arrays.js';
import { createEngine, type Engine, type HostTensors } from '#src/engine/index.js';
import { frameworks } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normal64, positive64, tensorOf } from './support.js';

const { sparseCoding, nmf, pca, winnerTakeAll, kMeans, fittedWavelet, wavelets, softThresholding, bestBasis } =
  frameworks;

let engines: { readonly compiled: Engine; readonly eager: Engine };
beforeAll(async () => {
  await tf.setBackend('cpu');
  engines = {
    compiled: await createEngine({ engine: 'compiled', threads: 1 }),
    eager: await createEngine({ engine: 'eager', device: 'cpu' }),
  };
});
afterAll(async () => {
  await engines.compiled.dispose();
  await engines.eager.dispose();
});

const rng = createRng(13);
const x = normal64(rng, [12, 8]);
const positive = positive64(rng, [12, 8]);
const signals = normal64(rng, [3, 32]);
const options = { rng, sparsity: 0.3, codeSteps: 3 };
const waveletOptions = {
  thresholding: softThresholding,
  threshold: 0.5,
  transform: (lowPass: tf.Tensor) => wavelets.waveletTransform(lowPass, { levels: 2 }),
};

/** An update and its state after two steps, so that no tensor is zero. */
function afterTwoSteps<S extends frameworks.State>(
  initial: S,
  update: (state: S, x: tf.Tensor) => S,
  input: tf.Tensor,
) {
  const state = update(update(initial, input), input);
  return {
    state: Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, toHost(tensor)])),
    update: (tensors: Record<string, tf.Tensor>, examples: tf.Tensor) => update(tensors as unknown as S, examples),
    x: toHost(input),
  };
}

const updates = {
  'sparse coding': () =>
    afterTwoSteps(
      sparseCoding.init(tensorOf(x), { atoms: 10, rng }),
      (s, at) => sparseCoding.update(s, at, options),
      tensorOf(x),
    ),
  NMF: () => afterTwoSteps(nmf.init(tensorOf(positive), { parts: 3, rng }), nmf.update, tensorOf(positive)),
  PCA: () => afterTwoSteps(pca.init(tensorOf(x), { components: 3, rng }), pca.update, tensorOf(x)),
  'winner take all': () =>
    afterTwoSteps(
      winnerTakeAll.init(tensorOf(x), { atoms: 4, rng }),
      (s, at) => winnerTakeAll.update(s, at),
      tensorOf(x),
    ),
  'k-means': () => afterTwoSteps(kMeans.init(tensorOf(x), { centres: 3, rng }), kMeans.update, tensorOf(x)),
  'a learned wavelet': () =>
    afterTwoSteps(
      fittedWavelet.init({ taps: 6, rng }),
      (s, at) => fittedWavelet.update(s, at, waveletOptions),
      tensorOf(signals),
    ),
  'best basis': () =>
    afterTwoSteps(
      { lowPass: wavelets.lowPassOf('d4') },
      ({ lowPass }, at) => {
        const loss = bestBasis.loss(wavelets.waveletPackets(lowPass, { depth: 2 }), { threshold: 0.5 });
        return { lowPass: tf.add(lowPass, tf.mul(1e-3, tf.mean(loss(at)))) };
      },
      tensorOf(signals),
    ),
};

it.each(Object.keys(updates) as (keyof typeof updates)[])('%s: compiled and eager updates agree', async (name) => {
  const { state, update, x: input } = updates[name]();
  const inputs: HostTensors = { ...state, x: input };
  const run = async (engine: Engine): Promise<HostTensors> => {
    const program = await engine.compile({
      name,
      inputs: Object.fromEntries(Object.entries(inputs).map(([key, { shape }]) => [key, { shape }])),
      fn: ({ x: examples, ...tensors }) => {
        const next = update(tensors, examples!);
        return Object.fromEntries(Object.entries(next).map(([key, tensor]) => [`next/${key}`, tensor]));
      },
    });
    const copies = Object.fromEntries(Object.entries(inputs).map(([key, t]) => [key, { ...t, data: t.data.slice() }]));
    const { outputs } = await program.run(copies);
    await program.dispose();
    return outputs;
  };
  const [compiled, eager] = [await run(engines.compiled), await run(engines.eager)];
  for (const [key, { data }] of Object.entries(eager)) {
    data.forEach((value, i) => expect(Math.abs(compiled[key]!.data[i]! - value)).toBeLessThan(2e-5));
  }
});
