import { createModel, fromLayersModel, type Model } from '#src/models/index.js';
import { tf } from '#src/ops/index.js';
import type { StepKind } from './runner.js';

/** A network to measure. */
export interface BenchNet {
  readonly name: string;
  readonly batch: number;
  readonly model: Model;
  /** Floating-point operations of one step per example, for the smallest possible number of passes. */
  readonly flop: Readonly<Record<StepKind, number>>;
}

/**
 * A multiply-add counts as two operations. A supervised step passes each layer three times (forward, input
 * gradient, filter gradient), a full step six times (forward, A^T f, tangent along r, joint backward pass, two
 * filter gradients). The first layer needs no input gradient in the supervised step and in the joint pass: two and
 * five passes.
 */
function flopOf(layers: readonly number[]): Readonly<Record<StepKind, number>> {
  const [first = 0, ...otherLayers] = layers;
  const others = otherLayers.reduce((sum, layer) => sum + layer, 0);
  return { supervised: 2 * first + 3 * others, full: 5 * first + 6 * others };
}

/** Operations of one convolution per example; `size` is the height and width of its output. */
const conv = (size: number, kernel: number, channels: number, filters: number): number =>
  2 * size ** 2 * kernel ** 2 * channels * filters;

const IMAGE = { inputShape: [28, 28, 1], classCount: 10 };
const imageNet =
  (name: string, batch: number, layers: readonly number[]): (() => BenchNet) =>
  () => ({ name, batch, model: createModel({ name, kind: 'max' }, IMAGE), flop: flopOf(layers) });

const resnetLayers = (depth: number, width: number): number[] => [
  conv(28, 3, 1, width),
  ...[0, 1, 2].flatMap((stage) =>
    Array.from({ length: depth }, (_, block) => {
      const size = [28, 14, 7][stage]!;
      const filters = width * 2 ** stage;
      const channels = stage > 0 && block === 0 ? filters / 2 : filters;
      return [conv(size, 3, channels, filters), conv(size, 1, channels, filters)];
    }).flat(),
  ),
  2 * 4 * width * 10,
];

const NETS: Readonly<Record<string, () => BenchNet>> = {
  bird10: () => ({
    name: 'bird10',
    batch: 100,
    model: createModel({ name: 'bird10' }, { inputShape: [22_050], classCount: 10 }),
    flop: flopOf([2 * 42 * 1024 * 42, 2 * 9 * 3 * 42 * 42, 2 * 378 * 32, 2 * 32 * 10]),
  }),
  'small-cnn': imageNet('small-cnn', 100, [
    conv(32, 5, 1, 32),
    conv(14, 3, 32, 64),
    conv(16, 3, 64, 64),
    conv(6, 3, 64, 128),
    conv(6, 1, 128, 10),
    2 * 10 * 10,
  ]),
  'resnet2-32': imageNet('resnet2-32', 100, resnetLayers(2, 32)),
  'resnet3-16': imageNet('resnet3-16', 100, resnetLayers(3, 16)),
  'large-cnn': imageNet('large-cnn', 50, [
    conv(28, 3, 1, 96),
    conv(30, 3, 96, 96),
    conv(32, 3, 96, 96),
    conv(14, 3, 96, 192),
    conv(16, 3, 192, 192),
    conv(14, 3, 192, 192),
    conv(5, 3, 192, 192),
    conv(5, 1, 192, 192),
    conv(5, 1, 192, 10),
  ]),
};

export const NET_NAMES: readonly string[] = Object.keys(NETS);

/** Three 3 x 3 convolutions with `width` filters on images of 28 x 28, and a dense layer on their means. */
export function plainNet(width: number): BenchNet {
  const convolution = (shape: { inputShape?: [number, number, number] } = {}): tf.layers.Layer =>
    tf.layers.conv2d({ filters: width, kernelSize: 3, padding: 'same', activation: 'relu', ...shape });
  const layers = [
    convolution({ inputShape: [28, 28, 1] }),
    convolution(),
    convolution(),
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dense({ units: 10 }),
  ];
  const flop = flopOf([conv(28, 3, 1, width), conv(28, 3, width, width), conv(28, 3, width, width), 2 * width * 10]);
  return { name: `plain-${width}`, batch: 100, model: fromLayersModel(tf.sequential({ layers })), flop };
}

/**
 * Builds a network by name.
 * @throws Error for an unknown name
 */
export function benchNet(name: string): BenchNet {
  const net = NETS[name];
  if (net === undefined) throw new Error(`--net: expected ${NET_NAMES.join(', ')}, got ${name}`);
  return net();
}
