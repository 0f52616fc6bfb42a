import { createHash } from 'node:crypto';
import { ShapeError } from '../../errors.js';

/** Element types inside a compiled program. `int64` is ONNX's type for shapes and axes. */
export type ElementType = 'float32' | 'int32' | 'bool' | 'int64';

export type Attribute = number | string | readonly number[] | { readonly float: number };

/** A value of the graph: an input, a constant, a splat (a tensor filled with one number), or the output of a node. */
export interface Value {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: ElementType;
  readonly origin:
    | { readonly kind: 'input'; readonly name: string }
    | { readonly kind: 'constant'; readonly data: ConstantData }
    | { readonly kind: 'splat'; readonly value: number }
    | { readonly kind: 'node'; readonly node: Node };
}

export type ConstantData = Float32Array | Int32Array | Uint8Array | BigInt64Array;

export interface Node {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: readonly Value[];
}

/**
 * A graph of ONNX operators under construction. Nodes are only appended, so they are always in a valid order of
 * execution. The same operator with the same inputs and attributes gives the same node, so a second derivative
 * shares what the first one computed.
 */
export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs: Value[] = [];
  readonly #seen = new Map<string, readonly Value[]>();
  readonly #own = new WeakSet<Value>();
  #nextId = 0;

  /** Whether a value is of this graph. Those of others can have the same ids. */
  has(value: Value): boolean {
    return this.#own.has(value);
  }

  input(name: string, shape: readonly number[], dtype: ElementType): Value {
    const value = this.#value(shape, dtype, { kind: 'input', name });
    this.inputs.push(value);
    return value;
  }

  /** Adds values that are known while tracing. If all are equal they become a splat, which later rules simplify. */
  constant(data: ConstantData, shape: readonly number[], dtype: ElementType): Value {
    const count = sizeOf(shape);
    if (data.length !== count) throw new ShapeError(`constant: ${data.length} numbers for shape [${shape.join(', ')}]`);
    if (dtype !== 'int64' && count > 0) {
      const first = data[0] as number;
      if ((data as Float32Array).every((number) => Object.is(number, first))) return this.splat(first, shape, dtype);
    }
    // Keyed by a digest, because weights would be too long as a key. Equal constants become one value, and so do
    // their results.
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const digest = createHash('sha256').update(bytes).digest('base64');
    return this.#once(`constant:${dtype}:${shape.join(',')}:${digest}`, () => [
      this.#value(shape, dtype, { kind: 'constant', data: data.slice() }),
    ])[0]!;
  }

  /** Adds a tensor filled with one number. */
  splat(value: number, shape: readonly number[], dtype: ElementType): Value {
    const sign = Object.is(value, -0) ? '-' : '';
    return this.#once(`splat:${dtype}:${shape.join(',')}:${sign}${value}`, () => [
      this.#value(shape, dtype, { kind: 'splat', value }),
    ])[0]!;
  }

  /** Adds an int64 list, the type in which ONNX expects axes and shapes. */
  integers(numbers: readonly number[]): Value {
    return this.constant(BigInt64Array.from(numbers, BigInt), [numbers.length], 'int64');
  }

  /** Appends an operator with one output. */
  node(
    op: string,
    inputs: readonly Value[],
    shape: readonly number[],
    dtype: ElementType,
    attributes: Node['attributes'] = {},
  ): Value {
    return this.multiNode(op, inputs, [{ shape, dtype }], attributes)[0]!;
  }

  /** Appends an operator with several outputs. */
  multiNode(
    op: string,
    inputs: readonly Value[],
    outputs: readonly { readonly shape: readonly number[]; readonly dtype: ElementType }[],
    attributes: Node['attributes'] = {},
  ): readonly Value[] {
    return this.#once(nodeKey(op, inputs, attributes), () => {
      const values: Value[] = [];
      const node: Node = { op, inputs, attributes, outputs: values };
      for (const { shape, dtype } of outputs) values.push(this.#value(shape, dtype, { kind: 'node', node }));
      this.nodes.push(node);
      return values;
    });
  }

  /** Returns the output of an operator with one output, if the graph already contains it. */
  find(op: string, inputs: readonly Value[], attributes: Node['attributes'] = {}): Value | undefined {
    return this.#seen.get(nodeKey(op, inputs, attributes))?.[0];
  }

  #value(shape: readonly number[], dtype: ElementType, origin: Value['origin']): Value {
    const value = { id: this.#nextId++, shape: [...shape], dtype, origin };
    this.#own.add(value);
    return value;
  }

  #once(key: string, make: () => readonly Value[]): readonly Value[] {
    let values = this.#seen.get(key);
    if (values === undefined) this.#seen.set(key, (values = make()));
    return values;
  }
}

function nodeKey(op: string, inputs: readonly Value[], attributes: Node['attributes']): string {
  return `${op}(${inputs.map(({ id }) => id).join(',')})${JSON.stringify(attributes)}`;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether two shapes are equal, axis by axis. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** The node that computes a value, if its operator is `op`. */
export function nodeOf(value: Value, op: string): Node | undefined {
  return value.origin.kind === 'node' && value.origin.node.op === op ? value.origin.node : undefined;
}

/** The number that fills a splat; undefined for any other value. */
export function splatOf(value: Value): number | undefined {
  return value.origin.kind === 'splat' ? value.origin.value : undefined;
}

/** The numbers of an int64 constant. */
export function integersOf(value: Value): number[] {
  if (value.origin.kind !== 'constant') throw new ShapeError('expected a constant list of integers');
  return Array.from(value.origin.data as BigInt64Array, Number);
}
