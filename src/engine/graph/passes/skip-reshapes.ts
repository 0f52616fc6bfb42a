import { nodeOf, type Value } from '../graph.js';

/** Follows reshapes back to their source, as long as nothing else reads the values in between. */
export function skipReshapes(value: Value, isUsedOnce: (value: Value) => boolean): Value {
  const node = nodeOf(value, 'Reshape');
  if (node === undefined || !isUsedOnce(value)) return value;
  return skipReshapes(node.inputs[0]!, isUsedOnce);
}
