import { Graph, type Node, type Value } from '../graph.js';
import type { Trace } from '../tracer.js';

/** State of a rewrite: the new graph, and queries about the old one. */
export interface Rewriting {
  readonly graph: Graph;
  /** Returns the new value that stands for an old one. */
  rewritten(old: Value): Value;
  /** Whether a value of the old graph is read exactly once. */
  isUsedOnce(old: Value): boolean;
}

/**
 * Replaces a node.
 * @param node node of the old graph with one output; its inputs already have new values
 * @returns the new value of its output, or undefined to keep the node
 */
export type Rule = (node: Node, rewriting: Rewriting) => Value | undefined;

/** Rebuilds a graph node by node, applying a rule to each. Nodes that no output depends on are dropped. */
export function rewrite({ graph: old, outputs }: Trace, rule: Rule): Trace {
  const uses = countUses(outputs);
  const graph = new Graph();
  const newValues = new Map<Value, Value>();
  for (const input of old.inputs) {
    const { name } = input.origin as { name: string };
    newValues.set(input, graph.input(name, input.shape, input.dtype));
  }
  const rewritten = (value: Value): Value => {
    let result = newValues.get(value);
    if (result === undefined) {
      const { origin, shape, dtype } = value;
      if (origin.kind === 'constant') result = graph.constant(origin.data, shape, dtype);
      else if (origin.kind === 'splat') result = graph.splat(origin.value, shape, dtype);
      else throw new Error(`value ${value.id} is used before it is computed`);
      newValues.set(value, result);
    }
    return result;
  };
  const rewriting: Rewriting = { graph, rewritten, isUsedOnce: (value) => uses.get(value) === 1 };
  for (const node of old.nodes) {
    if (!node.outputs.some((output) => uses.has(output))) continue;
    const replacement = node.outputs.length === 1 ? rule(node, rewriting) : undefined;
    const values = replacement === undefined ? copyNode(graph, node, rewritten) : [replacement];
    node.outputs.forEach((output, i) => newValues.set(output, values[i]!));
  }
  const newOutputs = Object.entries(outputs).map(([name, value]) => [name, rewritten(value)] as const);
  return { graph, outputs: Object.fromEntries(newOutputs) };
}

function copyNode(
  graph: Graph,
  { op, inputs, outputs, attributes }: Node,
  rewritten: Rewriting['rewritten'],
): readonly Value[] {
  return graph.multiNode(op, inputs.map(rewritten), outputs, attributes);
}

/** Counts how often each value is read, by the outputs and by the nodes they depend on. */
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
