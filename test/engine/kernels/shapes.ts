import type { Rng } from '#src/rng.js';
import { between, drawShape, flip, pick, type Draw, type DrawnInput } from './draw.js';

const DTYPES = ['float32', 'float32', 'int32'] as const;

/** Draws an input and one of its axes; `axis` sometimes counts from the end. */
function withAxis(rng: Rng): {
  readonly x: DrawnInput;
  readonly shape: number[];
  readonly axis: number;
  readonly at: number;
} {
  const shape = drawShape(rng);
  const at = rng.integer(shape.length);
  return { x: { shape, dtype: pick(rng, DTYPES) }, shape, axis: flip(rng) ? at : at - shape.length, at };
}

const permutation = (rng: Rng, rank: number): number[] => rng.shuffle(Array.from({ length: rank }, (_, axis) => axis));

/** Draws lengths that add up to a total. */
function drawLengths(rng: Rng, total: number): number[] {
  const lengths: number[] = [];
  for (let remaining = total; remaining > 0; remaining -= lengths.at(-1)!) lengths.push(between(rng, 1, remaining));
  return lengths;
}

function drawList(rng: Rng, shapes: readonly (readonly number[])[]): Record<string, DrawnInput> {
  const dtype = pick(rng, DTYPES);
  return Object.fromEntries(shapes.map((shape, i) => [`${i}`, { shape, dtype }]));
}

export const shapeDraws: Readonly<Record<string, Draw>> = {
  Reshape: (rng) => {
    const shape = drawShape(rng);
    const regrouped = flip(rng) ? [...rng.shuffle(shape), 1] : [-1, ...shape.slice(1)];
    return { inputs: { x: { shape } }, attributes: { shape: regrouped } };
  },
  ExpandDims: (rng) => {
    const shape = drawShape(rng);
    return { inputs: { input: { shape } }, attributes: { dim: between(rng, -shape.length - 1, shape.length) } };
  },
  Transpose: (rng) => {
    const shape = drawShape(rng);
    return { inputs: { x: { shape, dtype: pick(rng, DTYPES) } }, attributes: { perm: permutation(rng, shape.length) } };
  },
  Slice: (rng) => {
    const { x, shape } = withAxis(rng);
    const begin = shape.map((length) => rng.integer(length));
    const size = shape.map((length, axis) => (flip(rng) ? -1 : between(rng, 1, length - begin[axis]!)));
    return { inputs: { x }, attributes: { begin, size } };
  },
  StridedSlice: (rng) => {
    const { x, shape } = withAxis(rng);
    const begin = shape.map((length) => rng.integer(length));
    const end = shape.map((length, axis) => between(rng, begin[axis]! + 1, length));
    const fromEnd = flip(rng);
    const bits = (): number => rng.integer(1 << shape.length);
    return {
      inputs: { x },
      attributes: {
        begin: fromEnd ? begin.map((value, axis) => value - shape[axis]!) : begin,
        end,
        strides: shape.map(() => between(rng, 1, 3)),
        beginMask: bits(),
        endMask: bits(),
        ellipsisMask: 0,
        newAxisMask: 0,
        shrinkAxisMask: 0,
      },
    };
  },
  PadV2: (rng) => {
    const { x, shape } = withAxis(rng);
    return {
      inputs: { x },
      attributes: { paddings: shape.map(() => [rng.integer(3), rng.integer(3)]), constantValue: pick(rng, [0, 0, 2]) },
    };
  },
  Concat: (rng) => {
    const { shape, axis, at } = withAxis(rng);
    const shapes = Array.from({ length: between(rng, 1, 3) }, () =>
      shape.map((length, i) => (i === at ? between(rng, 1, 4) : length)),
    );
    return { inputs: drawList(rng, shapes), attributes: { axis } };
  },
  Pack: (rng) => {
    const shape = drawShape(rng, 0, 3);
    const shapes = Array.from({ length: between(rng, 1, 3) }, () => shape);
    return { inputs: drawList(rng, shapes), attributes: { axis: between(rng, 0, shape.length) } };
  },
  Unpack: (rng) => {
    const { x, axis } = withAxis(rng);
    return { inputs: { value: x }, attributes: { axis } };
  },
  SplitV: (rng) => {
    const { x, shape, at } = withAxis(rng);
    const lengths = drawLengths(rng, shape[at]!);
    // TensorFlow.js computes wrong sizes if the unknown one comes first.
    const unknown = flip(rng) && lengths.length > 1 ? [...lengths.slice(0, -1), -1] : lengths;
    return { inputs: { x }, attributes: { numOrSizeSplits: flip(rng) ? shape[at]! : unknown, axis: at } };
  },
  Tile: (rng) => {
    const { x, shape } = withAxis(rng);
    return { inputs: { x }, attributes: { reps: shape.map(() => between(rng, 1, 3)) } };
  },
  BroadcastTo: (rng) => {
    const shape = drawShape(rng);
    const from = shape.map((length) => (flip(rng) ? length : 1));
    return { inputs: { x: { shape: from } }, attributes: { shape, inputShape: from } };
  },
  Reverse: (rng) => {
    const { x, shape, axis } = withAxis(rng);
    const all = shape.map((_, i) => i);
    return {
      inputs: { x },
      attributes: { dims: flip(rng) ? axis : rng.shuffle(all).slice(0, between(rng, 1, all.length)) },
    };
  },
  GatherV2: (rng) => {
    const { x, shape, at } = withAxis(rng);
    const indices: DrawnInput = { shape: [between(rng, 1, 6)], dtype: 'int32', domain: { below: shape[at]! } };
    return { inputs: { x, indices }, attributes: { axis: at, batchDims: 0 } };
  },
  OneHot: (rng) => ({
    // Some indices are out of range and give a row of off values.
    inputs: { indices: { shape: drawShape(rng, 1, 2), dtype: 'int32' } },
    attributes: {
      depth: between(rng, 1, 6),
      onValue: pick(rng, [1, 3]),
      offValue: pick(rng, [0, -1]),
      dtype: pick(rng, DTYPES),
    },
  }),
};
