import type { Engine, HostTensors, Program } from '../engine/index.js';
import { parameterShapes, type Generator } from '../models/index.js';
import type { Rng } from '../rng.js';
import { pickPrefixed, addPrefix } from '../train/index.js';
import { fillNormal } from './step-inputs.js';

/** A generator that is compiled to draw examples. Its parameters can be exchanged. */
export interface GeneratorSampler {
  /** @param parameters by the names that the generator gives them */
  setParameters(parameters: HostTensors): Promise<void>;
  /**
   * Examples from noise of a stream: the first ones are the same, however many there are.
   * @returns [count, ...outputShape], row-major
   */
  draw(count: number, noise: Rng): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/**
 * A generator's examples as a program.
 *
 * State: `parameters/*`. Input: `z` [B, latentSize]. Output: `samples` [B, ...].
 */
export function generatorProgram(generator: Generator, batchSize: number): Program {
  const shapes = addPrefix(parameterShapes(generator), 'parameters/');
  return {
    name: `${generator.name} samples`,
    inputs: {
      ...Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape }])),
      z: { shape: [batchSize, generator.latentSize] },
    },
    state: Object.fromEntries(Object.keys(shapes).map((name) => [name, `next/${name}`])),
    fn: (tensors) => {
      const parameters = pickPrefixed(tensors, 'parameters');
      const unchanged = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value.clone()]));
      return { samples: generator.apply(parameters, tensors['z']!), ...addPrefix(unchanged, 'next/parameters/') };
    },
  };
}

/** Compiles a generator. */
export async function createGeneratorSampler(
  engine: Engine,
  generator: Generator,
  { batchSize = 50 }: { readonly batchSize?: number } = {},
): Promise<GeneratorSampler> {
  const program = await engine.compile(generatorProgram(generator, batchSize));
  const { latentSize, outputShape } = generator;
  const size = outputShape.reduce((product, axis) => product * axis, 1);

  return {
    setParameters: (parameters) => program.writeState(addPrefix(parameters, 'parameters/')),
    async draw(count, noise) {
      const samples = new Float32Array(count * size);
      for (let start = 0; start < count; start += batchSize) {
        const data = fillNormal(noise.split('batch', start / batchSize), new Float32Array(batchSize * latentSize));
        const { outputs } = await program.run({ z: { dtype: 'float32', shape: [batchSize, latentSize], data } });
        const rows = Math.min(batchSize, count - start);
        samples.set((outputs['samples']!.data as Float32Array).subarray(0, rows * size), start * size);
      }
      return samples;
    },
    dispose: () => program.dispose(),
  };
}
