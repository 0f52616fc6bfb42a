import { integersOf, type Graph, type Node, type Value } from '../graph.js';
import type { InputColumns } from '../../runtime/protocol.js';
import type { Trace } from '../tracer.js';
import { rewrite } from './rewrite.js';

/** A trace some of whose inputs are columns of the program's inputs. */
export interface SplitTrace {
  readonly trace: Trace;
  /** Those inputs, by name. */
  readonly columns: Readonly<Record<string, InputColumns>>;
}

/**
 * Replaces matrices of which a program reads nothing but ranges of columns by one input per range. Whoever copies the
 * rows of a batch can copy their parts as well, and the program need not.
 * @param names inputs that may be replaced
 */
export function splitInputs(trace: Trace, names: readonly string[]): SplitTrace {
  const ranges = new Map<Node, InputColumns>();
  for (const value of trace.graph.inputs) {
    const { name: input } = value.origin as { name: string };
    if (!names.includes(input) || Object.values(trace.outputs).includes(value)) continue;
    const readers = trace.graph.nodes.filter(({ inputs }) => inputs.includes(value));
    const found = readers.map((node) => columnsOf(node, value));
    if (!found.every((range) => range !== undefined)) continue;
    readers.forEach((node, i) => ranges.set(node, { input, ...found[i]! }));
  }
  const columns: Record<string, InputColumns> = {};
  const split = rewrite(trace, (node, { graph }) => {
    const range = ranges.get(node);
    if (range === undefined) return undefined;
    const name = `${range.input}[${range.begin}:${range.end}]`;
    columns[name] = range;
    const { shape, dtype } = node.outputs[0]!;
    return graph.input(name, shape, dtype);
  });
  const replaced = new Set(Object.values(columns).map(({ input }) => input));
  return { trace: { ...split, graph: withoutInputs(split.graph, replaced) }, columns };
}

/** The columns of a matrix that a node copies; undefined if it does anything else. */
function columnsOf({ op, inputs }: Node, matrix: Value): Omit<InputColumns, 'input'> | undefined {
  if (op !== 'Slice' || matrix.shape.length !== 2 || inputs[0] !== matrix) return undefined;
  const [begin, end, axes, steps] = inputs.slice(1).map(integersOf) as [number[], number[], number[], number[]];
  return axes.join() === '1' && steps.join() === '1' ? { begin: begin[0]!, end: end[0]! } : undefined;
}

function withoutInputs(graph: Graph, names: ReadonlySet<string>): Graph {
  const kept = graph.inputs.filter(({ origin }) => !names.has((origin as { name: string }).name));
  graph.inputs.splice(0, graph.inputs.length, ...kept);
  return graph;
}
