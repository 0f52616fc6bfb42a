import { createModel, type Model } from '#src/models/index.js';
import type { StepKind } from './runner.js';

/** A network to measure. */
export interface BenchNet {
  readonly name: string;
  readonly batch: number;
  readonly model: Model;
  /** Floating-point operations of one step for one example, from the least number of passes that it needs. */
  readonly flop: Readonly<Record<StepKind, number>>;
}

/**
 * Multiply-adds count as two. A supervised step makes three passes of each layer (forward, by the input, by the filter), a full one
 * six (forward, A^T f, the tangent along r, one joint backward pass, two filter gradients). The first layer needs no gradient by
 * its input in the supervised step, nor in the joint pass: two and five.
 */
function flopOf(layers: readonly number[]): Readonly<Record<StepKind, number>> {
  const [first = 0, ...rest] = layers;
  const others = rest.reduce((sum, layer) => sum + layer, 0);
  return { supervised: 2 * first + 3 * others, full: 5 * first + 6 * others };
}

const NETS: Readonly<Record<string, () => BenchNet>> = {
  bird10: () => ({
    name: 'bird10',
    batch: 100,
    model: createModel({ name: 'bird10' }, { inputShape: [22_050], classCount: 10 }),
    flop: flopOf([2 * 42 * 1024 * 42, 2 * 9 * 3 * 42 * 42, 2 * 378 * 32, 2 * 32 * 10]),
  }),
};

export const NET_NAMES: readonly string[] = Object.keys(NETS);

/** @throws Error for an unknown name */
export function benchNet(name: string): BenchNet {
  const net = NETS[name];
  if (net === undefined) throw new Error(`--net: expected ${NET_NAMES.join(', ')}, got ${name}`);
  return net();
}
