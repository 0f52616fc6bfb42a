import { createEagerEngine } from '#src/engine/eager/index.js';
import type { Engine, HostTensor, Program } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const scalar = (value: number): HostTensor => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
const vector = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

/** w <- w - rate * x; outputs the sum of the new w. */
const descent: Program = {
  name: 'descent',
  inputs: { w: { shape: [3] }, x: { shape: [3] }, rate: { shape: [] } },
  state: { w: 'next' },
  fn: ({ w, x, rate }) => {
    const next = tf.sub(w!, tf.mul(rate!, x!));
    return { next, sum: tf.sum(next), same: x! };
  },
};

let engine: Engine;
beforeAll(async () => {
  engine = await createEagerEngine({ device: 'cpu' });
});
afterAll(async () => {
  await engine.dispose();
});

describe('the eager engine', () => {
  it('describes what it runs on', () => {
    expect(engine).toMatchObject({ name: 'eager', device: 'cpu' });
    expect(engine.description).toMatch(/^TensorFlow\.js \d+\.\d+\.\d+, plain JavaScript/);
  });

  it('keeps one tensor per state, however often it runs, and none after it is disposed of', async () => {
    const before = tf.memory();
    const program = await engine.compile(descent);
    await program.writeState({ w: vector(1, 2, 3) });
    for (let i = 0; i < 5; i++) await program.run({ x: vector(i, i, i), rate: scalar(1) });
    expect(tf.memory().numTensors).toBe(before.numTensors + 1);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers + 1);
    await program.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  it('restores the previous TensorFlow.js backend', async () => {
    tf.registerBackend('another', () => tf.findBackendFactory('cpu')());
    await tf.setBackend('another');
    const program = await engine.compile(descent);
    await program.writeState({ w: vector(1, 2, 3) });
    await program.readState();
    expect(tf.getBackend()).toBe('another');
    await program.dispose();
    await tf.setBackend('cpu');
    tf.removeBackend('another');
  });

  it('refuses WebGPU', async () => {
    await expect(createEagerEngine({ device: 'webgpu' })).rejects.toThrow('expected device cpu or gpu, got webgpu');
  });
});
