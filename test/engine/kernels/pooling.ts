import { between, pick, type Draw } from './draw.js';

/** Windows that are rounded up to incomplete ones at the end, each with an entry of the input. */
const roundedUp: Draw = (rng) => {
  const size = between(rng, 1, 4);
  const stride = between(rng, 1, size);
  const pad = rng.integer(size - stride + 1);
  const shape = [between(rng, 1, 3), size + rng.integer(6), size + rng.integer(6), between(rng, 1, 4)];
  const attributes = { filterSize: [size, size], strides: [stride, stride], pad, dimRoundingMode: 'ceil' };
  return { inputs: { x: { shape } }, attributes };
};

/** Windows that overlap, are adjacent, or leave gaps; square or not; with and without padding. */
const pooling: Draw = (rng) => {
  if (rng.integer(4) === 0) return roundedUp(rng);
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
