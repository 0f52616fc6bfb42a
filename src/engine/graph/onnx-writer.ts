import protobuf from 'protobufjs/minimal.js';
import { EngineError } from '../../errors.js';
import {
  sizeOf,
  type Attribute,
  type ConstantData,
  type ElementType,
  type Graph,
  type Node,
  type Value,
} from './graph.js';
import { onnxInput } from '../runtime/protocol.js';

/** Versions of ONNX's intermediate representation and operator set. */
const IR_VERSION = 8;
const OPSET_VERSION = 17;

/** TensorProto.DataType in onnx.proto. */
const DATA_TYPES: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };
/** AttributeProto.AttributeType in onnx.proto. */
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, ints: 7 } as const;

type Writer = protobuf.Writer;
const { Writer } = protobuf;

/**
 * Serialises a graph and its named outputs as an ONNX ModelProto
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */
export function writeOnnx(graph: Graph, outputs: Readonly<Record<string, Value>>, name: string): Uint8Array {
  const used = usedBy(Object.values(outputs));
  const writer = new Writer();
  writer.uint32(tag(1, 0)).int64(IR_VERSION);
  writer.uint32(tag(2, 2)).string('lyrebird');
  message(writer, 7, (w) => writeGraph(w, graph, outputs, used, name));
  message(writer, 8, (w) => {
    w.uint32(tag(1, 2)).string('');
    w.uint32(tag(2, 0)).int64(OPSET_VERSION);
  });
  return writer.finish();
}

function writeGraph(
  w: Writer,
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
  used: ReadonlySet<Value>,
  name: string,
): void {
  for (const node of graph.nodes) {
    if (node.outputs.some((output) => used.has(output))) message(w, 1, (n) => writeNode(n, node));
  }
  // Identity nodes give every output its own name, because two outputs may be the same value, or an input.
  for (const [outputName, value] of Object.entries(outputs)) {
    message(w, 1, (n) => {
      n.uint32(tag(1, 2)).string(valueName(value));
      n.uint32(tag(2, 2)).string(outputName);
      n.uint32(tag(4, 2)).string('Identity');
    });
  }
  w.uint32(tag(2, 2)).string(name);
  for (const value of used) {
    if (value.origin.kind === 'constant')
      message(w, 5, (t) => writeTensor(t, value, (value.origin as { data: ConstantData }).data));
    if (value.origin.kind === 'splat') message(w, 5, (t) => writeTensor(t, value, repeated(value)));
  }
  for (const value of graph.inputs) message(w, 11, (v) => writeValueInfo(v, valueName(value), value));
  for (const [outputName, value] of Object.entries(outputs))
    message(w, 12, (v) => writeValueInfo(v, outputName, value));
}

function writeNode(w: Writer, node: Node): void {
  for (const input of node.inputs) w.uint32(tag(1, 2)).string(valueName(input));
  for (const output of node.outputs) w.uint32(tag(2, 2)).string(valueName(output));
  w.uint32(tag(3, 2)).string(`${node.op}_${node.outputs[0]!.id}`);
  w.uint32(tag(4, 2)).string(node.op);
  for (const [name, value] of Object.entries(node.attributes)) message(w, 5, (a) => writeAttribute(a, name, value));
}

function writeAttribute(w: Writer, name: string, value: Attribute): void {
  w.uint32(tag(1, 2)).string(name);
  if (typeof value === 'number') {
    w.uint32(tag(3, 0)).int64(value);
    w.uint32(tag(20, 0)).int32(ATTRIBUTE_TYPES.int);
  } else if (typeof value === 'string') {
    w.uint32(tag(4, 2)).string(value);
    w.uint32(tag(20, 0)).int32(ATTRIBUTE_TYPES.string);
  } else if ('float' in value) {
    w.uint32(tag(2, 5)).float(value.float);
    w.uint32(tag(20, 0)).int32(ATTRIBUTE_TYPES.float);
  } else {
    for (const number of value) w.uint32(tag(8, 0)).int64(number);
    w.uint32(tag(20, 0)).int32(ATTRIBUTE_TYPES.ints);
  }
}

function writeTensor(w: Writer, { shape, dtype, id }: Value, data: ConstantData): void {
  for (const size of shape) w.uint32(tag(1, 0)).int64(size);
  w.uint32(tag(2, 0)).int32(DATA_TYPES[dtype]);
  w.uint32(tag(8, 2)).string(`#${id}`);
  w.uint32(tag(9, 2)).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValueInfo(w: Writer, name: string, { shape, dtype }: Value): void {
  w.uint32(tag(1, 2)).string(name);
  message(w, 2, (type) =>
    message(type, 1, (tensor) => {
      tensor.uint32(tag(1, 0)).int32(DATA_TYPES[dtype]);
      message(tensor, 2, (shapeWriter) => {
        for (const size of shape) message(shapeWriter, 1, (dimension) => dimension.uint32(tag(1, 0)).int64(size));
      });
    }),
  );
}

function repeated({ shape, dtype, origin }: Value): ConstantData {
  const number = (origin as { value: number }).value;
  const count = sizeOf(shape);
  if (dtype === 'float32') return new Float32Array(count).fill(number);
  if (dtype === 'int32') return new Int32Array(count).fill(number);
  if (dtype === 'bool') return new Uint8Array(count).fill(number);
  throw new EngineError(`cannot write a repeated constant of type ${dtype}`);
}

/** Every value that the outputs depend on. */
function usedBy(outputs: readonly Value[]): Set<Value> {
  const used = new Set<Value>();
  const open = [...outputs];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (used.has(value)) continue;
    used.add(value);
    if (value.origin.kind === 'node') open.push(...value.origin.node.inputs);
  }
  return used;
}

function valueName(value: Value): string {
  return value.origin.kind === 'input' ? onnxInput(value.origin.name) : `#${value.id}`;
}

const tag = (field: number, wireType: 0 | 2 | 5): number => (field << 3) | wireType;

function message(writer: Writer, field: number, write: (inner: Writer) => void): void {
  writer.uint32(tag(field, 2)).fork();
  write(writer);
  writer.ldelim();
}
