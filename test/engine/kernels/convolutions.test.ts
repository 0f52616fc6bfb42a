import { convolutionGeometry } from '#src/engine/kernels/convolutions/geometry.js';
import { methodFor } from '#src/engine/kernels/convolutions/index.js';
import { native } from '#src/engine/kernels/convolutions/native.js';
import { patches } from '#src/engine/kernels/convolutions/patches.js';
import { pointwise } from '#src/engine/kernels/convolutions/pointwise.js';
import { winograd } from '#src/engine/kernels/convolutions/winograd.js';
import type { Program } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';
import { createRng, type Rng } from '#src/rng.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { usePlainConvolutions } from '../../helpers/plain-convolutions.js';
import { graphOf, methodIn, type Method } from '../../helpers/traced-convolution.js';
import { drawInputs, expectSameProgram } from './compare.js';
import { between, FILLINGS, type DrawnInput } from './draw.js';
import { useEngines } from './engines.js';

type Shape4 = [number, number, number, number];
type Padding = 'same' | 'valid' | number;

/** Arguments of a convolution. */
interface Call {
  readonly x: Shape4;
  readonly filter: Shape4;
  readonly stride: number;
  readonly dilation: number;
  readonly pad: Padding;
}

/** Filter size, paddings and range of channels that select one method, and the number of draws. */
interface Row {
  readonly method: Method;
  readonly filter: readonly [number, number];
  readonly pads: readonly Padding[];
  readonly channels?: readonly [number, number];
  /** Output channels for each input channel. Default: any number within the range. */
  readonly widening?: number;
  readonly stride?: number;
  readonly draws: number;
}

const TABLE: readonly Row[] = [
  { method: 'winograd', filter: [3, 3], pads: ['same', 'valid', 2, 1], draws: 12 },
  { method: 'winograd', filter: [2, 2], pads: ['same', 'valid', 1], channels: [21, 24], draws: 6 },
  { method: 'winograd', filter: [4, 4], pads: ['same', 'valid', 3], channels: [8, 16], draws: 6 },
  { method: 'winograd', filter: [5, 5], pads: ['same', 'valid', 4], channels: [8, 14], draws: 6 },
  { method: 'winograd', filter: [3, 2], pads: ['same', 'valid'], channels: [16, 24], draws: 6 },
  { method: 'winograd', filter: [2, 5], pads: ['same', 'valid'], channels: [12, 24], draws: 4 },
  { method: 'winograd', filter: [3, 3], pads: ['same', 'valid', 2], channels: [3, 8], draws: 6 },
  { method: 'patches', filter: [3, 3], pads: ['same', 'valid', 2], channels: [1, 8], widening: 4, draws: 6 },
  { method: 'patches', filter: [5, 5], pads: ['same', 'valid', 4], channels: [1, 3], widening: 4, draws: 6 },
  { method: 'patches', filter: [3, 2], pads: ['same', 'valid'], channels: [8, 13], widening: 5, draws: 4 },
  { method: 'patches', filter: [1, 1], pads: [1, 2], channels: [8, 24], draws: 3 },
  { method: 'pointwise', filter: [1, 1], pads: ['same', 'valid', 0], channels: [8, 24], draws: 4 },
  { method: 'native', filter: [3, 3], pads: ['same', 'valid', 2], stride: 2, draws: 4 },
  { method: 'native', filter: [8, 8], pads: ['same', 'valid'], channels: [8, 10], draws: 2 },
  { method: 'native', filter: [3, 1], pads: ['same', 'valid'], channels: [30, 34], draws: 3 },
];
const SIZES = [5, 20] as const;

const METHODS = { winograd, patches, pointwise, native };

/**
 * Winograd's filtering is one digit less accurate than a direct convolution; on constant inputs its errors add up.
 */
const TOLERANCE = 1e-4;

function draw(rng: Rng, { filter, pads, channels = [9, 24], widening, stride = 1 }: Row, i: number): Call {
  const pad = pads[i % pads.length]!;
  const inputs = between(rng, ...channels);
  const outputs = widening === undefined ? between(rng, ...channels) : widening * inputs;
  const length = (taps: number): number => between(rng, Math.max(taps, SIZES[0]), SIZES[1]);
  return {
    x: [between(rng, 1, 3), length(filter[0]), length(filter[1]), inputs],
    filter: [...filter, inputs, outputs],
    ...{ stride, pad, dilation: 1 },
  };
}

const convolution = (x: tf.Tensor, filter: tf.Tensor, { stride, pad, dilation }: Call): tf.Tensor4D =>
  tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad, 'NHWC', dilation);

const outputShape = ({ x, filter, stride, pad, dilation }: Call): Shape4 =>
  tf.backend_util.computeConv2DInfo(x, filter, stride, dilation, pad).outShape;

/** y, dx and dw as functions of x, w and dy. */
const PARTS: Readonly<Record<string, (inputs: Readonly<Record<string, tf.Tensor>>, call: Call) => tf.Tensor>> = {
  forward: ({ x, w }, call) => convolution(x!, w!, call),
  'input gradient': ({ x, w, dy }, call) => tf.grad((input: tf.Tensor) => convolution(input, w!, call))(x!, dy),
  'filter gradient': ({ x, w, dy }, call) => tf.grad((filter: tf.Tensor) => convolution(x!, filter, call))(w!, dy),
};

describe('every method of convolution agrees with plain loops in float64, forward and in both gradients', () => {
  const engines = useEngines();
  // Equal to the CPU backend's own kernels, and faster: see plain-convolutions.test.ts.
  beforeAll(usePlainConvolutions);

  it.each(
    TABLE.map((row) => [`${row.method}, ${row.filter.join(' x ')}, paddings ${row.pads.join(', ')}`, row] as const),
  )('%s', async (_, row) => {
    for (let i = 0; i < row.draws; i++) {
      const rng = createRng(2027).split(row.method, ...row.filter, i);
      const call = draw(rng, row, i);
      const inputs: Record<string, DrawnInput> = {
        x: { shape: call.x },
        w: { shape: call.filter },
        dy: { shape: outputShape(call) },
      };
      const what = JSON.stringify(call);
      const specs = inputs as Program['inputs'];
      for (const [part, f] of Object.entries(PARTS)) {
        expect(methodIn(graphOf(specs, (tensors) => f(tensors, call))), `${part} of ${what}`).toBe(row.method);
      }
      const program: Program = {
        name: what,
        inputs: specs,
        fn: (tensors) => Object.fromEntries(Object.entries(PARTS).map(([part, f]) => [part, f(tensors, call)])),
      };
      const runs = FILLINGS.map((filling) => drawInputs(rng.split(filling), inputs, filling));
      await expectSameProgram(engines, program, runs, what, TOLERANCE);
    }
  });

  it('the draws cover tiles of every size, and different tiles along rows and columns', () => {
    const shapes = TABLE.filter(({ method }) => method === 'winograd').flatMap((row) =>
      Array.from({ length: row.draws }, (_, i) => {
        const call = draw(createRng(2027).split(row.method, ...row.filter, i), row, i);
        const graph = graphOf({ x: { shape: call.x }, w: { shape: call.filter } }, ({ x, w }) =>
          convolution(x!, w!, call),
        );
        const product = graph.nodes.find(({ op, outputs }) => op === 'MatMul' && outputs[0]!.shape.length === 5)!;
        const [n, tiles, across] = product.outputs[0]!.shape as [number, number, number];
        return { rows: n - call.filter[0] + 1, columns: across - call.filter[1] + 1, tiles };
      }),
    );
    for (const m of [3, 4, 5, 6, 7]) {
      expect(
        shapes.some(({ rows }) => rows === m),
        `rows of ${m}`,
      ).toBe(true);
      expect(
        shapes.some(({ columns }) => columns === m),
        `columns of ${m}`,
      ).toBe(true);
    }
    expect(shapes.some(({ rows, columns }) => rows !== columns)).toBe(true);
    expect(shapes.some(({ tiles }) => tiles === 1)).toBe(true);
    expect(shapes.some(({ tiles }) => tiles > 2)).toBe(true);
  });
});

describe('the method depends on the geometry alone:', () => {
  const choice = (filter: Shape4, size: number, attributes: Readonly<Record<string, unknown>> = {}) =>
    methodFor(
      convolutionGeometry([2, size, size, filter[2]], filter, {
        strides: 1,
        pad: 'valid',
        dilations: 1,
        ...attributes,
      }),
    );

  it.each<[string, Shape4, number, Readonly<Record<string, unknown>>, Method]>([
    ['one position', [1, 1, 64, 10], 8, {}, 'pointwise'],
    ['one position of one channel', [1, 1, 1, 8], 8, {}, 'pointwise'],
    ['one position with padding', [1, 1, 64, 10], 8, { pad: 1 }, 'patches'],
    ['windows of 80 numbers', [4, 4, 5, 32], 16, {}, 'patches'],
    ['windows of 72 numbers, not widening', [3, 3, 8, 31], 16, {}, 'winograd'],
    ['the same, widening', [3, 3, 8, 32], 16, {}, 'patches'],
    ['windows of 81 numbers', [3, 3, 9, 32], 16, {}, 'winograd'],
    ['the first layer of small-cnn in colour', [5, 5, 3, 32], 32, { pad: 4 }, 'patches'],
    ['many channels', [3, 3, 96, 96], 28, { pad: 2 }, 'winograd'],
    ['an even filter', [4, 4, 16, 16], 16, { pad: 'same' }, 'winograd'],
    ['a stride', [3, 3, 96, 96], 28, { strides: 2 }, 'native'],
    ['a stride at one position', [1, 1, 96, 96], 28, { strides: 2 }, 'native'],
    ['a dilation', [3, 3, 96, 96], 28, { dilations: 2 }, 'native'],
    ['a one-dimensional filter', [3, 1, 96, 96], 28, {}, 'native'],
    ['more taps than the points allow', [8, 8, 16, 16], 28, {}, 'native'],
    ['images too large for matrices over a whole axis', [2, 2, 21, 21], 400, { pad: 'same' }, 'native'],
  ])('%s', (_, filter, size, attributes, method) => {
    expect(choice(filter, size, attributes)).toBe(METHODS[method]);
  });
});

describe('convolutions that cannot be compiled are refused:', () => {
  it('channels-first images', () => {
    expect(() =>
      convolutionGeometry([1, 4, 4, 2], [3, 3, 2, 2], { strides: 1, pad: 'same', dataFormat: 'NCHW' }),
    ).toThrow('convolutions in "NCHW" layout cannot be compiled; use NHWC');
  });
  it('a padding number for a filter that is not square', () => {
    expect(() => convolutionGeometry([1, 4, 4, 2], [3, 2, 2, 2], { strides: 1, pad: 1 })).toThrow(
      'a convolution padded by the number 1 needs a square filter and equal strides, got 3 x 2',
    );
  });
});
