import { nodeOf, type Value } from '../graph.js';

/** What a value is a reshape of, as long as nobody else reads what lies between; else the value itself. */
export function skipReshapes(value: Value, isUsedOnce: (value: Value) => boolean): Value {
  const node = nodeOf(value, 'Reshape');
  if (node === undefined || !isUsedOnce(value)) return value;
  return skipReshapes(node.inputs[0]!, isUsedOnce);
}
