/**
 * Every basis of a packet tree, by what it costs: a node alone, or every way of covering its children.
 * @param nodeCosts level by level, node by node; children of node n are arity n ... arity n + arity − 1
 */
export function allBasisCosts(nodeCosts: readonly (readonly number[])[], arity: number, level = 0, node = 0): number[] {
  const own = nodeCosts[level]![node]!;
  if (level + 1 === nodeCosts.length) return [own];
  let covers = [0];
  for (let child = 0; child < arity; child++) {
    const below = allBasisCosts(nodeCosts, arity, level + 1, arity * node + child);
    covers = covers.flatMap((cost) => below.map((more) => cost + more));
  }
  return [own, ...covers];
}

/** −Σ p log p of shares of energy, in float64. */
export function entropy64(coefficients: ArrayLike<number>, energy: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) {
    const share = coefficients[i]! ** 2 / energy;
    if (share > 0) sum -= share * Math.log(share);
  }
  return sum;
}
