import { tf, type Tensor } from '../../../ops/index.js';
import { filterPair } from './filters.js';
import { split, splitImage } from './split.js';

/**
 * A tree of orthonormal bases. Each node is a set of coefficients; its children express the same subspace in another
 * orthonormal basis. Any set of nodes that covers the root exactly once is an orthonormal basis of the whole space.
 */
export interface PacketTree {
  /** Children per node. */
  readonly arity: number;
  /** Levels below the root. */
  readonly depth: number;
  /** x [B, D] -> for j = 0 ... depth, the coefficients of level j: [B, arityʲ, D / arityʲ]. Siblings are adjacent. */
  readonly levels: (x: Tensor) => Tensor[];
}

export interface PacketOptions {
  readonly depth: number;
}

/**
 * Returns wavelet packets of signals: low-pass and high-pass bands are both split again (Coifman and Wickerhauser,
 * 1992).
 * @param lowPass h, [L]
 */
export function waveletPackets(lowPass: Tensor, { depth }: PacketOptions): PacketTree {
  return {
    arity: 2,
    depth,
    levels: (x) => {
      const [batch, size] = x.shape as [number, number];
      const filters = filterPair(lowPass);
      return descend(tf.reshape(x, [batch, 1, size]), depth, (nodes) => {
        const [, count, length] = nodes.shape as [number, number, number];
        const bands = split(tf.reshape(nodes, [batch * count, length]), filters);
        return tf.reshape(tf.transpose(bands, [0, 2, 1]), [batch, 2 * count, length / 2]);
      });
    },
  };
}

/**
 * Returns wavelet packets of images: each band is split along both axes into four.
 * @param lowPass h, [L]
 */
export function imageWaveletPackets(
  lowPass: Tensor,
  { depth, shape: [height, width] }: PacketOptions & { readonly shape: readonly [number, number] },
): PacketTree {
  return {
    arity: 4,
    depth,
    levels: (x) => {
      const batch = x.shape[0];
      const filters = filterPair(lowPass);
      let scale = 1;
      return descend(tf.reshape(x, [batch, 1, height * width]), depth, (nodes) => {
        const count = nodes.shape[1]!;
        const bands = splitImage(tf.reshape(nodes, [batch * count, height / scale, width / scale]), filters);
        scale *= 2;
        return tf.reshape(bands, [batch, 4 * count, -1]);
      });
    },
  };
}

function descend(root: Tensor, depth: number, next: (nodes: Tensor) => Tensor): Tensor[] {
  const levels = [root];
  for (let level = 0; level < depth; level++) levels.push(next(levels.at(-1)!));
  return levels;
}
