import { tf, type Tensor } from '../../../ops/index.js';
import { filterPair } from './filters.js';
import { split, splitImage } from './split.js';

/**
 * A tree of orthonormal bases: every node is a set of coefficients, and its children are the same ones in another orthonormal basis of the
 * same space. Any choice of nodes that covers the root once is an orthonormal basis of all.
 */
export interface PacketTree {
  /** Children of a node. */
  readonly arity: number;
  /** Levels below the root. */
  readonly depth: number;
  /** x [B, D] -> for j = 0 ... depth, the coefficients of the arityʲ nodes of level j: [B, arityʲ, D / arityʲ]. Children stand together. */
  readonly levels: (x: Tensor) => Tensor[];
}

export interface PacketOptions {
  readonly depth: number;
}

/**
 * Wavelet packets of signals: every part is split again, the smooth ones and the details (Coifman and Wickerhauser, 1992).
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
        const parts = split(tf.reshape(nodes, [batch * count, length]), filters);
        return tf.reshape(tf.transpose(parts, [0, 2, 1]), [batch, 2 * count, length / 2]);
      });
    },
  };
}

/**
 * Wavelet packets of images: every part is split along both axes, into four.
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
        const parts = splitImage(tf.reshape(nodes, [batch * count, height / scale, width / scale]), filters);
        scale *= 2;
        return tf.reshape(parts, [batch, 4 * count, -1]);
      });
    },
  };
}

function descend(root: Tensor, depth: number, next: (nodes: Tensor) => Tensor): Tensor[] {
  const levels = [root];
  for (let level = 0; level < depth; level++) levels.push(next(levels.at(-1)!));
  return levels;
}
