import type { Model } from '#src/models/index.js';
import * as ref from './reference64.js';
import type { Array64, Function64, Node64 } from './reference64.js';

export type Padding = 'same' | 'valid' | 'full';

/** The layers of image networks, generic in the type that represents an activation. */
export interface Layers<T> {
  convolution(name: string, x: T, padding: Padding): T;
  activate(x: T): T;
  /** 2 x 2 windows, stride 2. */
  pool(x: T): T;
  add(x: T, y: T): T;
  /** Mean over all positions. */
  globalMean(x: T): T;
  dense(name: string, x: T): T;
  /** Called with each layer's output, as the next layer receives it. */
  tap(name: string, x: T): T;
}

/** The networks of Table 2, implemented independently of src/models. */
const NETWORKS: Readonly<Record<string, <T>(layers: Layers<T>, x: T) => T>> = {
  'small-cnn': (layers, x) => {
    const conv = rectified(layers);
    let h = layers.tap('conv0', layers.pool(conv('conv0', x, 'full')));
    h = layers.tap('conv2', conv('conv2', h, 'valid'));
    h = layers.tap('conv3', layers.pool(conv('conv3', h, 'full')));
    h = layers.tap('conv5', conv('conv5', h, 'valid'));
    h = layers.globalMean(layers.convolution('classes', h, 'valid'));
    return layers.dense('dense', layers.tap('classes', h));
  },
  'large-cnn': (layers, x) => {
    const conv = rectified(layers);
    const tapped = (name: string, h: typeof x, padding: Padding) => layers.tap(name, conv(name, h, padding));
    let h = tapped('conv1', tapped('conv0', x, 'same'), 'full');
    h = layers.tap('conv2', layers.pool(conv('conv2', h, 'full')));
    h = tapped('conv5', tapped('conv4', h, 'valid'), 'full');
    h = layers.tap('conv6', layers.pool(conv('conv6', h, 'valid')));
    h = tapped('conv9', tapped('conv8', h, 'valid'), 'valid');
    return layers.globalMean(layers.convolution('classes', h, 'valid'));
  },
  'resnet2-32': (layers, x) => resnet(layers, x, 2),
  'resnet3-16': (layers, x) => resnet(layers, x, 3),
};

function rectified<T>(layers: Layers<T>): (name: string, x: T, padding: Padding) => T {
  return (name, x, padding) => layers.activate(layers.convolution(name, x, padding));
}

/** Residual network of blocks relu(conv3x3(h)) + conv1x1(h) (Eq. 3), `depth` per stage. */
function resnet<T>(layers: Layers<T>, x: T, depth: number): T {
  let h = layers.tap('stem', layers.convolution('stem', x, 'same'));
  for (const stage of ['stage1', 'stage2', 'stage3']) {
    for (let block = 1; block <= depth; block++) {
      const name = `${stage}/block${block}`;
      h = layers.add(rectified(layers)(`${name}/inner`, h, 'same'), layers.convolution(`${name}/outer`, h, 'same'));
      h = layers.tap(name, block === depth && stage !== 'stage3' ? layers.pool(h) : h);
    }
  }
  return layers.dense('dense', layers.globalMean(h));
}

/**
 * An image network in float64, with the kind and activation of the model's spec. `tap` receives each layer's
 * output.
 */
export function network64(
  { name, spec }: Model,
  parameters: Readonly<Record<string, Array64>>,
  tap: (layer: string, z: Node64) => void = () => undefined,
): Function64 {
  const weights = new Map<string, Node64>();
  const at = (weight: string): Node64 | undefined => {
    if (weight in parameters && !weights.has(weight)) weights.set(weight, ref.constant(parameters[weight]!));
    return weights.get(weight);
  };
  const biased = (layer: string, y: Node64): Node64 => {
    const bias = at(`${layer}/bias`);
    return bias === undefined ? y : ref.add(y, bias);
  };
  const nonlinearity = {
    relu: ref.relu,
    'leaky-relu': (x: Node64) => ref.leakyRelu(x, 0.2),
    sigmoid: ref.sigmoid,
  }[spec['activation'] as 'relu' | 'leaky-relu' | 'sigmoid'];
  const windows = { size: [2, 2], stride: [2, 2] } as const;
  return (x) =>
    NETWORKS[name]!<Node64>(
      {
        convolution: (layer, h, padding) => {
          const kernel = at(`${layer}/kernel`)!;
          return biased(layer, ref.conv2d(h, kernel, { pad: zerosAround(kernel.shape[0]!, padding) }));
        },
        activate: (h) => nonlinearity(spec['kind'] === 'inhibitor' ? ref.subtractChannelMean(h) : h),
        pool: (h) => (spec['kind'] === 'max' ? ref.maxPool2d : ref.meanPool2d)(h, windows),
        add: ref.add,
        globalMean: ref.globalMean,
        dense: (layer, h) => biased(layer, ref.matMul(h, at(`${layer}/kernel`)!)),
        tap: (layer, h) => {
          tap(layer, h);
          return h;
        },
      },
      x,
    );
}

/** One convolution of a network. */
export interface ConvolutionLayer {
  readonly name: string;
  readonly padding: Padding;
  readonly x: readonly [batch: number, height: number, width: number, channels: number];
  readonly filter: readonly [number, number, number, number];
}

/** Lists the convolutions of a network on one image, in order. */
export function convolutionsOf(
  { name, inputShape }: Model,
  shapes: Readonly<Record<string, readonly number[]>>,
): ConvolutionLayer[] {
  const convolutions: ConvolutionLayer[] = [];
  type Shape = ConvolutionLayer['x'];
  NETWORKS[name]!<Shape>(
    {
      convolution: (layer, x, padding) => {
        const filter = shapes[`${layer}/kernel`] as ConvolutionLayer['filter'];
        convolutions.push({ name: layer, padding, x, filter });
        const [before, after] = zerosAround(filter[0], padding);
        const sizeAfter = (size: number): number => size + before + after - filter[0] + 1;
        return [x[0], sizeAfter(x[1]), sizeAfter(x[2]), filter[3]];
      },
      activate: (x) => x,
      pool: ([batch, height, width, channels]) => [batch, height >> 1, width >> 1, channels],
      add: (x) => x,
      globalMean: (x) => x,
      dense: (_layer, x) => x,
      tap: (_layer, x) => x,
    },
    [1, ...(inputShape as [number, number, number])],
  );
  return convolutions;
}

/** Padding above, below, left and right of an image, for a square filter. */
function zerosAround(size: number, padding: Padding): readonly [number, number, number, number] {
  const each = { same: (size - 1) / 2, valid: 0, full: size - 1 }[padding];
  return [each, each, each, each];
}
