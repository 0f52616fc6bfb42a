/** Examples side by side: [count, size], row-major. */
export interface ExampleMatrix {
  readonly values: Float32Array;
  readonly size: number;
}

/** Number of examples. */
export function exampleCount({ values, size }: ExampleMatrix): number {
  return values.length / size;
}

/** Euclidean distance of two rows. */
export function distance(a: ExampleMatrix, row: number, b: ExampleMatrix, other: number): number {
  const { size } = a;
  let sum = 0;
  for (let i = row * size, j = other * size, end = i + size; i < end; i++, j++) {
    const difference = a.values[i]! - b.values[j]!;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/** Mean Euclidean distance over all pairs of different rows: small where examples resemble each other. NaN of fewer than two. */
export function meanPairwiseDistance(examples: ExampleMatrix): number {
  const count = exampleCount(examples);
  let sum = 0;
  for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) sum += distance(examples, i, examples, j);
  return sum / ((count * (count - 1)) / 2);
}

/** The nearest row of others, for each row: its index and its distance. */
export interface Nearest {
  readonly index: Int32Array;
  readonly distance: Float64Array;
}

/** The nearest of `others` for each of `examples`; the first of equal ones. */
export function nearest(examples: ExampleMatrix, others: ExampleMatrix): Nearest {
  const [count, otherCount] = [exampleCount(examples), exampleCount(others)];
  const index = new Int32Array(count);
  const least = new Float64Array(count).fill(Infinity);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < otherCount; j++) {
      const d = distance(examples, i, others, j);
      if (d < least[i]!) [least[i], index[i]] = [d, j];
    }
  }
  return { index, distance: least };
}

/**
 * Whether generated and real examples can be told apart by their nearest neighbours: the accuracy of a 1-nearest-neighbour classifier that
 * leaves out the example itself (Lopez-Paz and Oquab, "Revisiting classifier two-sample tests", 2017). 0.5: they cannot. 1: always. Below 0.5:
 * examples sit on top of real ones.
 * @returns the two halves of the accuracy, whose mean is the whole: a mode that is missing shows in the real half, nonsense in the generated one
 */
export function twoSampleTest(
  generated: ExampleMatrix,
  real: ExampleMatrix,
): { readonly accuracy: number; readonly realFound: number; readonly generatedFound: number } {
  const found = (own: ExampleMatrix, other: ExampleMatrix): number => {
    const count = exampleCount(own);
    const toOther = nearest(own, other).distance;
    let right = 0;
    for (let i = 0; i < count; i++) {
      let closest = Infinity;
      for (let j = 0; j < count; j++) if (j !== i) closest = Math.min(closest, distance(own, i, own, j));
      if (closest < toOther[i]!) right++;
    }
    return right / count;
  };
  const [realFound, generatedFound] = [found(real, generated), found(generated, real)];
  return { accuracy: (realFound + generatedFound) / 2, realFound, generatedFound };
}
