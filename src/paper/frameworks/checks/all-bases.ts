/**
 * Returns the costs of all bases of a packet tree: the node itself, or every combination of bases of its children.
 * @param nodeCosts costs by level and node; the children of node n are arity · n … arity · n + arity − 1
 */
export function allBasisCosts(nodeCosts: readonly (readonly number[])[], arity: number, level = 0, node = 0): number[] {
  const nodeCost = nodeCosts[level]![node]!;
  if (level + 1 === nodeCosts.length) return [nodeCost];
  let combined = [0];
  for (let child = 0; child < arity; child++) {
    const childCosts = allBasisCosts(nodeCosts, arity, level + 1, arity * node + child);
    combined = combined.flatMap((cost) => childCosts.map((childCost) => cost + childCost));
  }
  return [nodeCost, ...combined];
}

/** Shannon entropy −Σ p log p of the energy fractions p, in float64. */
export function entropy64(coefficients: ArrayLike<number>, energy: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) {
    const fraction = coefficients[i]! ** 2 / energy;
    if (fraction > 0) sum -= fraction * Math.log(fraction);
  }
  return sum;
}
