import { expect, it } from 'vitest';
import type { Program } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';
import { useEngines } from './engines.js';

/** Powers of two over the range of normal float32 numbers. */
const MAGNITUDES = Array.from({ length: 254 }, (_, i) => 2 ** (i - 126));
const VALUES = [0, -0, Infinity, -Infinity, 3.4028234e38, ...MAGNITUDES, ...MAGNITUDES.map((value) => -value)];

const engines = useEngines();

it('a step is 1 for every positive number, on both engines', async () => {
  const program: Program = {
    name: 'step',
    inputs: { x: { shape: [VALUES.length] } },
    fn: ({ x }) => ({ step: tf.step(x!), leaky: tf.step(x!, 0.25) }),
  };
  for (const engine of [engines.compiled, engines.reference]) {
    const x = { dtype: 'float32', shape: [VALUES.length], data: Float32Array.from(VALUES) } as const;
    const { outputs } = await (await engine.compile(program)).run({ x });
    expect([...outputs['step']!.data]).toEqual(VALUES.map((value) => (value > 0 ? 1 : 0)));
    expect([...outputs['leaky']!.data]).toEqual(VALUES.map((value) => (value > 0 ? 1 : 0.25)));
  }
});
