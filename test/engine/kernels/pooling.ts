import { between, pick, type Draw } from './draw.js';

/** Windows that overlap, are adjacent, or leave gaps; square or not; with and without padding. */
const pooling: Draw = (rng) => {
  const filterSize = [between(rng, 1, 4), between(rng, 1, 4)] as const;
  const shape = [
    between(rng, 1, 3),
    filterSize[0] + rng.integer(6),
    filterSize[1] + rng.integer(6),
    between(rng, 1, 4),
  ];
  const strides = [between(rng, 1, 4), between(rng, 1, 4)];
  return { inputs: { x: { shape } }, attributes: { filterSize, strides, pad: pick(rng, ['valid', 'same']) } };
};

export const poolingDraws: Readonly<Record<string, Draw>> = { MaxPool: pooling, AvgPool: pooling };
