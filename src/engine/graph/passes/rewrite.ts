import { Graph, type Node, type Value } from '../graph.js';
import type { Trace } from '../tracer.js';

/** The graph under construction, and what is known of the one that it is made from. */
export interface Rewriting {
  readonly graph: Graph;
  /** The new value of an old one. */
  renewed(old: Value): Value;
  /** Whether nothing but one node reads a value of the old graph. */
  isUsedOnce(old: Value): boolean;
}

/**
 * What to put in a node's place.
 * @param node of the old graph; its inputs have been renewed
 * @returns the new value of its one output, or undefined to keep the node
 */
export type Rule = (node: Node, rewriting: Rewriting) => Value | undefined;

/** Builds the graph anew, node by node, with what a rule puts in their places; what the outputs do not need is left out. */
export function rewrite({ graph: old, outputs }: Trace, rule: Rule): Trace {
  const uses = countUses(outputs);
  const graph = new Graph();
  const renewals = new Map<Value, Value>();
  for (const input of old.inputs) {
    const { name } = input.origin as { name: string };
    renewals.set(input, graph.input(name, input.shape, input.dtype));
  }
  const renewed = (value: Value): Value => {
    let result = renewals.get(value);
    if (result === undefined) {
      const { origin, shape, dtype } = value;
      if (origin.kind === 'constant') result = graph.constant(origin.data, shape, dtype);
      else if (origin.kind === 'splat') result = graph.splat(origin.value, shape, dtype);
      else throw new Error(`value ${value.id} is used before it is computed`);
      renewals.set(value, result);
    }
    return result;
  };
  const rewriting: Rewriting = { graph, renewed, isUsedOnce: (value) => uses.get(value) === 1 };
  for (const node of old.nodes) {
    if (!node.outputs.some((output) => uses.has(output))) continue;
    const replacement = node.outputs.length === 1 ? rule(node, rewriting) : undefined;
    const values = replacement === undefined ? copied(graph, node, renewed) : [replacement];
    node.outputs.forEach((output, i) => renewals.set(output, values[i]!));
  }
  const renewedOutputs = Object.entries(outputs).map(([name, value]) => [name, renewed(value)] as const);
  return { graph, outputs: Object.fromEntries(renewedOutputs) };
}

function copied(
  graph: Graph,
  { op, inputs, outputs, attributes }: Node,
  renewed: Rewriting['renewed'],
): readonly Value[] {
  return graph.multiNode(op, inputs.map(renewed), outputs, attributes);
}

/** How often each value is read, by nodes that the outputs need and by the outputs themselves. */
function countUses(outputs: Trace['outputs']): Map<Value, number> {
  const uses = new Map<Value, number>();
  const open = Object.values(outputs);
  const visited = new Set<Node>();
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    uses.set(value, (uses.get(value) ?? 0) + 1);
    if (value.origin.kind !== 'node' || visited.has(value.origin.node)) continue;
    visited.add(value.origin.node);
    open.push(...value.origin.node.inputs);
  }
  return uses;
}
