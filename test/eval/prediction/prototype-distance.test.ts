import { describe, expect, it } from 'vitest';
import { createEngine, type HostTensor } from '#src/engine/index.js';
import { predictProgram } from '#src/eval/index.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';

const BATCH = 3;
const CLASSES = 4;

describe.each(['compiled', 'eager'] as const)('distance from prototypes, %s', (name) => {
  it.each(['bird10', 'bird-mel'])(
    'of %s is 1 less the greatest cosine with what the last layer reads',
    async (network) => {
      const shape = { inputShape: [22_050], classCount: CLASSES, sampleRateHz: 44_100 };
      const model = createModel({ name: network }, shape);
      const rng = createRng(5);
      const parameters = model.init(rng.split('init'));
      const samples = Float32Array.from({ length: BATCH * 22_050 }, () => rng.normal());
      const engine = await createEngine({ engine: name, threads: 1 });
      const run = async (options: object) => {
        const program = await engine.compile(predictProgram(model, { batchSize: BATCH, parameters, ...options }));
        try {
          // Inputs are handed over to the engine.
          const x = { dtype: 'float32', shape: [BATCH, 22_050], data: samples.slice() } as const;
          return (await program.run({ x })).outputs;
        } finally {
          await program.dispose();
        }
      };
      try {
        const { representation, logits } = await run({ representation: true });
        const [rows, dimensions] = representation!.shape as [number, number];
        expect(rows).toBe(BATCH);
        const values = representation!.data as Float32Array;
        const data = Float32Array.from({ length: 2 * dimensions }, () => Math.abs(rng.normal()));
        for (const start of [0, dimensions]) {
          const length = Math.hypot(...data.subarray(start, start + dimensions));
          for (let d = 0; d < dimensions; d++) data[start + d]! /= length;
        }
        const prototypes: HostTensor = { dtype: 'float32', shape: [2, dimensions], data };
        const found = await run({ prototypes });
        expect(found['logits']!.data).toEqual(logits!.data);
        const distances = Array.from({ length: BATCH }, (_, row) => {
          const z = values.subarray(row * dimensions, (row + 1) * dimensions);
          const cosines = [0, dimensions].map(
            (start) => z.reduce((sum, value, d) => sum + value * data[start + d]!, 0) / Math.hypot(...z),
          );
          return 1 - Math.max(...cosines);
        });
        distances.forEach((distance, row) => expect(found['distance']!.data[row]).toBeCloseTo(distance, 5));
      } finally {
        await engine.dispose();
      }
    },
  );
});
