import {
  add,
  conv1d,
  dropout,
  leaf,
  matMul,
  maxPool1d,
  relu,
  reshape,
  type Array64,
  type Node64,
} from './reference64.js';

/**
 * The bird network in float64: conv1d(1024, 512, 42) - maxpool1d(4, 2) - conv1d(3, 2, 42) - dense 32 - dropout 0.5
 * - dense.
 * @param parameters named as in src/models/bird10.ts
 * @param x [B, samples]
 * @param noise [B, 32]; without it there is no dropout
 * @param tap receives each layer's output, as the next layer receives it
 */
export function bird10At(
  parameters: Readonly<Record<string, Array64>>,
  noise?: ArrayLike<number>,
  tap: (layer: string, z: Node64) => void = () => undefined,
): (x: Node64) => Node64 {
  const p = (name: string): Node64 => leaf(parameters[name]!);
  return (x) => {
    const [batch, samples] = x.shape as [number, number];
    let h = conv1d(reshape(x, [batch, samples, 1]), p('conv1/kernel'), { stride: 512 });
    h = maxPool1d(relu(add(h, p('conv1/bias'))), { size: 4, stride: 2 });
    tap('conv1', h);
    h = relu(add(conv1d(h, p('conv2/kernel'), { stride: 2 }), p('conv2/bias')));
    tap('conv2', h);
    h = relu(add(matMul(reshape(h, [batch, h.shape[1]! * h.shape[2]!]), p('dense1/kernel')), p('dense1/bias')));
    if (noise !== undefined) h = dropout(h, noise, 0.5);
    tap('dense1', h);
    return add(matMul(h, p('dense2/kernel')), p('dense2/bias'));
  };
}
