import { describe, expect, it } from 'vitest';
import type { HostTensor, Tensors } from '#src/engine/types.js';
import { residual } from '#src/inversion/index.js';
import {
  conv1d,
  dense,
  dropout,
  leakyRelu,
  logSoftmax,
  maxPool1d,
  maxPool2d,
  meanPool1d,
  meanPool2d,
  relu,
  sigmoid,
  softmax,
  tf,
} from '#src/ops/index.js';
import { gradientsWithAux } from '#src/ops/vjp.js';
import { createRng } from '#src/rng.js';
import { elementwise64, logSoftmax64, softmax64 } from '../helpers/activations64.js';
import { along, directionalDerivative, randomDirection, type Arrays64 } from '../helpers/finite-differences64.js';
import { residual64 } from '../helpers/losses64.js';
import { normalOnHost } from '../helpers/normal.js';
import * as ref from '../helpers/reference64.js';
import { activationPattern, leaf, type Node64 } from '../helpers/reference64.js';
import { useEngines } from '../helpers/use-engines.js';

type Tensor = tf.Tensor;

interface Case {
  readonly name: string;
  readonly x: readonly number[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly f: (p: Tensors, x: Tensor) => Tensor;
  readonly f64: (p: Readonly<Record<string, Node64>>, x: Node64) => Node64;
}

const flat = (x: Tensor): Tensor => tf.reshape(x, [x.shape[0], -1]);
const flat64 = (x: Node64): Node64 => ref.reshape(x, [x.shape[0]!, x.data.length / x.shape[0]!]);
const NOISE = createRng(7).fillUniform(new Float32Array(3 * 6));

/** A layer between two dense layers, so that its second derivative affects the gradients of both. */
function between(name: string, layer: (x: Tensor) => Tensor, layer64: (x: Node64) => Node64): Case {
  return {
    name,
    x: [3, 5],
    parameters: { w1: [5, 6], b1: [6], w2: [6, 4] },
    f: (p, x) => dense(layer(dense(x, p['w1']!, p['b1'])), p['w2']!),
    f64: (p, x) => ref.matMul(layer64(ref.add(ref.matMul(x, p['w1']!), p['b1']!)), p['w2']!),
  };
}

function convolution(size: number, stride: number, length = 13): Case {
  const out = Math.floor((length - size) / stride) + 1;
  return {
    name: `conv1d, filter ${size}, stride ${stride}`,
    x: [2, length, 2],
    parameters: { w: [size, 2, 3], b: [3], v: [out * 3, 4] },
    f: (p, x) => dense(flat(relu(tf.add(conv1d(x, p['w']!, { stride }), p['b']!))), p['v']!),
    f64: (p, x) => ref.matMul(flat64(ref.relu(ref.add(ref.conv1d(x, p['w']!, { stride }), p['b']!))), p['v']!),
  };
}

function pooling1d(name: string, size: number, stride: number): Case {
  const out = Math.floor((9 - size) / stride) + 1;
  const [pool, pool64] = name === 'maxPool1d' ? [maxPool1d, ref.maxPool1d] : [meanPool1d, ref.meanPool1d];
  return {
    name: `${name}, window ${size}, stride ${stride}`,
    x: [2, 9, 2],
    parameters: { w: [1, 2, 3], v: [out * 3, 4] },
    f: (p, x) => dense(flat(pool(conv1d(x, p['w']!, { stride: 1 }), { size, stride })), p['v']!),
    f64: (p, x) => ref.matMul(flat64(pool64(ref.conv1d(x, p['w']!, { stride: 1 }), { size, stride })), p['v']!),
  };
}

function pooling2d(name: string, size: number, stride: number): Case {
  const out = Math.floor((6 - size) / stride) + 1;
  const [pool, pool64] = name === 'maxPool2d' ? [maxPool2d, ref.maxPool2d] : [meanPool2d, ref.meanPool2d];
  return {
    name: `${name}, window ${size}, stride ${stride}`,
    x: [2, 7, 7, 1],
    parameters: { w: [2, 2, 1, 3], v: [out * out * 3, 4] },
    f: (p, x) =>
      dense(flat(pool(tf.conv2d(x as tf.Tensor4D, p['w'] as tf.Tensor4D, 1, 'valid'), { size, stride })), p['v']!),
    f64: (p, x) =>
      ref.matMul(flat64(pool64(ref.conv2d(x, p['w']!), { size: [size, size], stride: [stride, stride] })), p['v']!),
  };
}

const CASES: readonly Case[] = [
  between(
    'dense',
    (x) => x,
    (x) => x,
  ),
  between('relu', relu, ref.relu),
  between(
    'leaky relu',
    (x) => leakyRelu(x, 0.2),
    (x) => ref.leakyRelu(x, 0.2),
  ),
  between('sigmoid', sigmoid, ref.sigmoid),
  between('softmax', softmax, softmax64),
  between('log softmax', logSoftmax, logSoftmax64),
  between(
    'tanh',
    (x) => tf.tanh(x),
    elementwise64(Math.tanh, (x) => 1 - Math.tanh(x) ** 2),
  ),
  between('exp', (x) => tf.exp(x), elementwise64(Math.exp, Math.exp)),
  between(
    'elu',
    (x) => tf.elu(x),
    elementwise64(
      (x) => (x > 0 ? x : Math.expm1(x)),
      (x) => (x > 0 ? 1 : Math.exp(x)),
    ),
  ),
  between(
    'dropout',
    (x) => dropout(x, tf.tensor2d(NOISE, [3, 6]), 0.5),
    (x) => ref.dropout(x, NOISE, 0.5),
  ),
  between(
    'where',
    (x) => tf.where(tf.greater(x, 0), x, tf.mul(x, 0.3)),
    (x) => ref.leakyRelu(x, 0.3),
  ),
  convolution(4, 2),
  convolution(6, 2),
  convolution(3, 2),
  convolution(3, 1),
  convolution(5, 5),
  convolution(1, 1),
  convolution(17, 3, 24),
  pooling1d('maxPool1d', 4, 2),
  pooling1d('maxPool1d', 2, 2),
  pooling1d('maxPool1d', 3, 1),
  pooling1d('meanPool1d', 4, 2),
  pooling1d('meanPool1d', 3, 3),
  pooling2d('maxPool2d', 2, 2),
  pooling2d('maxPool2d', 3, 2),
  pooling2d('meanPool2d', 2, 2),
  pooling2d('meanPool2d', 3, 1),
];

const engines = useEngines();

describe.each(['eager', 'compiled'])('gradient of R on the %s engine', (engineName) => {
  it.each(CASES)(
    '$name: equals float64 differences along random directions',
    async ({ name, x, parameters, f, f64 }) => {
      const rng = createRng(1).split(name);
      const draw = (shape: readonly number[]): HostTensor => normalOnHost(rng, shape, 0.6);
      const at: Record<string, HostTensor> = { x: draw(x) };
      for (const [key, shape] of Object.entries(parameters)) at[key] = draw(shape);
      const names = Object.keys(at);

      const point: Arrays64 = Object.fromEntries(
        names.map((key) => [key, { shape: at[key]!.shape, data: Float64Array.from(at[key]!.data) }]),
      );
      const program = await engines[engineName]!.compile({
        name,
        inputs: Object.fromEntries(names.map((key) => [key, { shape: at[key]!.shape }])),
        fn: (inputs) => {
          const { value, gradients } = gradientsWithAux(
            () => ({
              value: tf.sum(
                residual((input) => f(inputs, input), { reduction: 'sum', distance: 'euclidean' })(inputs['x']!)
                  .residual,
              ),
              aux: {},
            }),
            names.map((key) => inputs[key]!),
          );
          return { value, ...Object.fromEntries(names.map((key, i) => [`d/${key}`, gradients[i]!])) };
        },
      });
      const { outputs } = await program.run(at);
      await program.dispose();
      const gradient = Object.fromEntries(names.map((key) => [key, outputs[`d/${key}`]!]));

      const r64 = (values: Arrays64) => {
        const nodes = Object.fromEntries(names.map((key) => [key, leaf(values[key]!)]));
        const network = (input: Node64): Node64 => f64(nodes, input);
        const residuals = residual64(network, values['x']!, { reduction: 'sum', distance: 'euclidean' });
        return {
          value: residuals.reduce((sum, r) => sum + r, 0),
          pattern: activationPattern(network(leaf(values['x']!))),
        };
      };
      const { value } = r64(point);
      expect(Math.abs(outputs['value']!.data[0]! - value) / Math.abs(value)).toBeLessThan(1e-5);

      const norm = Math.sqrt(
        names.reduce((sum, key) => sum + Array.from(gradient[key]!.data).reduce((s, v) => s + v * v, 0), 0),
      );
      let checked = 0;
      for (let i = 0; i < 4; i++) {
        const direction = randomDirection(rng.split('direction', i), point);
        const expected = directionalDerivative(r64, point, direction);
        if (expected === undefined) continue;
        checked++;
        expect(Math.abs(along(gradient, direction) - expected) / norm).toBeLessThan(1e-5);
      }
      expect(checked).toBeGreaterThanOrEqual(2);
    },
  );
});
