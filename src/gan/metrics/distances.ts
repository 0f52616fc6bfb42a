/** Examples as rows: [count, size], row-major. */
export interface ExampleMatrix {
  readonly values: Float32Array;
  readonly size: number;
}

/** Number of examples. */
export function exampleCount({ values, size }: ExampleMatrix): number {
  return values.length / size;
}

/** Euclidean distance between two rows. */
export function distance(a: ExampleMatrix, row: number, b: ExampleMatrix, other: number): number {
  const { size } = a;
  let sum = 0;
  for (let i = row * size, j = other * size, end = i + size; i < end; i++, j++) {
    const difference = a.values[i]! - b.values[j]!;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/**
 * Mean Euclidean distance over all pairs of distinct rows: small if the examples are alike. NaN for fewer than two
 * rows.
 */
export function meanPairwiseDistance(examples: ExampleMatrix): number {
  const count = exampleCount(examples);
  let sum = 0;
  for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) sum += distance(examples, i, examples, j);
  return sum / ((count * (count - 1)) / 2);
}

/** Nearest neighbour of each row in a second matrix: its index and its distance. */
export interface Nearest {
  readonly index: Int32Array;
  readonly distance: Float64Array;
}

/** Finds the nearest row of `others` for each row of `examples`; the first if several are equally near. */
export function nearest(examples: ExampleMatrix, others: ExampleMatrix): Nearest {
  const [count, otherCount] = [exampleCount(examples), exampleCount(others)];
  const index = new Int32Array(count);
  const smallest = new Float64Array(count).fill(Infinity);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < otherCount; j++) {
      const d = distance(examples, i, others, j);
      if (d < smallest[i]!) [smallest[i], index[i]] = [d, j];
    }
  }
  return { index, distance: smallest };
}

/**
 * Nearest-neighbour two-sample test of generated and real examples: leave-one-out accuracy of a 1-nearest-neighbour
 * classifier (Lopez-Paz and Oquab, "Revisiting classifier two-sample tests", 2017). 0.5: indistinguishable. 1: always
 * distinguished. Below 0.5: generated examples lie on top of real ones.
 * @returns the accuracy, and its two halves: the fractions of real and of generated examples that are classified
 * correctly. A missing mode raises the real half, implausible examples raise the generated half.
 */
export function twoSampleTest(
  generated: ExampleMatrix,
  real: ExampleMatrix,
): { readonly accuracy: number; readonly realFound: number; readonly generatedFound: number } {
  const fractionCorrect = (examples: ExampleMatrix, others: ExampleMatrix): number => {
    const count = exampleCount(examples);
    const toOther = nearest(examples, others).distance;
    let correct = 0;
    for (let i = 0; i < count; i++) {
      let closest = Infinity;
      for (let j = 0; j < count; j++) if (j !== i) closest = Math.min(closest, distance(examples, i, examples, j));
      if (closest < toOther[i]!) correct++;
    }
    return correct / count;
  };
  const [realFound, generatedFound] = [fractionCorrect(real, generated), fractionCorrect(generated, real)];
  return { accuracy: (realFound + generatedFound) / 2, realFound, generatedFound };
}
