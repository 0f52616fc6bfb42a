import { arithmetic } from '../arithmetic-rules.js';
import { sizeOf, type Node, type Value } from '../graph.js';
import { matrixProduct, matrixProductOf, type MatrixProduct } from '../matrix-products.js';
import { reshape } from '../shape-rules.js';
import type { Rewriting, Rule } from './rewrite.js';

/**
 * Products with D = s (U V - Z), a matrix that differs from Z by a product of narrow ones, its rows scaled: the derivative of R by what a layer
 * gives back of its input Z. Where Z is multiplied by the same matrix anyway, U takes D's place, which has few columns; of the five large
 * products in a training step of the bird network's first layer, three are left:
 *
 *     D W         = s (U (V W) - Z W)                where Z W is there already
 *     Dᵀ G + Zᵀ H = Vᵀ (Uᵀ s G) + Zᵀ (H - s G)
 *
 * It costs no exactness: D carries the rounding of Z's size as it stands, however small it is itself.
 */
export const factorDifferences: Rule = (node, rewriting) =>
  node.op === 'Add' ? sumOfProducts(node, rewriting) : productBesideKnown(node, rewriting);

/** D W, beside Z W. */
function productBesideKnown(node: Node, { graph, renewed }: Rewriting): Value | undefined {
  const product = matrixProductOf(node);
  if (product === undefined || product.transA) return undefined;
  const [d, w] = product.factors;
  const difference = differenceOf(d);
  if (difference === undefined || !isWorthIt(difference)) return undefined;
  const { u, v, z, transV } = difference;
  const zw = graph.find(node.op, [reshape(graph, renewed(z), d.shape), renewed(w)], node.attributes);
  if (zw === undefined) return undefined;
  const vw = matrixProduct(graph, renewed(v), renewed(w), { transA: transV, transB: product.transB });
  const uvw = matrixProduct(graph, renewed(u), vw);
  return scaleRows(arithmetic(graph, 'Sub', uvw, zw), difference, { graph, renewed });
}

/** Dᵀ G + Zᵀ H, in either order. */
function sumOfProducts({ inputs }: Node, { graph, renewed, isUsedOnce }: Rewriting): Value | undefined {
  for (const [dg, zh] of [inputs, [...inputs].reverse()] as [Value, Value][]) {
    const [ofD, ofZ] = [transposedProduct(dg), transposedProduct(zh)];
    if (ofD === undefined || ofZ === undefined || !isUsedOnce(dg) || !isUsedOnce(zh)) continue;
    const [d, g] = ofD;
    const [z, h] = ofZ;
    const difference = differenceOf(d);
    if (difference === undefined || !isWorthIt(difference)) continue;
    if (reshape(graph, renewed(difference.z), d.shape) !== renewed(z)) continue;
    const sg = scaleRows(renewed(g), difference, { graph, renewed });
    const usg = matrixProduct(graph, renewed(difference.u), sg, { transA: true });
    const vusg = matrixProduct(graph, renewed(difference.v), usg, { transA: !difference.transV });
    const rest = arithmetic(graph, 'Sub', renewed(h), sg);
    return arithmetic(graph, 'Add', matrixProduct(graph, renewed(z), rest, { transA: true }), vusg);
  }
  return undefined;
}

/** The factors of Aᵀ B. */
function transposedProduct(value: Value): MatrixProduct['factors'] | undefined {
  const product = productOf(value);
  return product?.transA === true && !product.transB ? product.factors : undefined;
}

/** D = s (U V - Z), of the old graph. */
interface Difference {
  /** [rows, k] */
  readonly u: Value;
  /** [k, columns], or transposed. */
  readonly v: Value;
  readonly transV: boolean;
  /** Of the size of D, in whatever shape. */
  readonly z: Value;
  readonly scale?: Scale | undefined;
}

/** What rows of a matrix are multiplied by: numbers that repeat along an innermost axis of whole rows. */
interface Scale {
  readonly numbers: Value;
  /** Of `numbers`, without that axis. */
  readonly shape: readonly number[];
  /** Of what is multiplied, without that axis. */
  readonly outer: readonly number[];
}

function differenceOf(d: Value): Difference | undefined {
  const whole = unreshaped(d);
  if (whole.origin.kind !== 'node') return undefined;
  const { op, inputs } = whole.origin.node;
  if (op === 'Sub') return unscaledDifference(whole, d.shape);
  if (op !== 'Mul') return undefined;
  for (const [tensor, numbers] of [inputs, [...inputs].reverse()] as [Value, Value][]) {
    const scale = scaleOfRows(numbers, tensor.shape, d.shape[1]!);
    const difference = scale && unscaledDifference(unreshaped(tensor), d.shape);
    if (difference !== undefined) return { ...difference, scale };
  }
  return undefined;
}

function unscaledDifference({ origin }: Value, [rows, columns]: readonly number[]): Difference | undefined {
  if (origin.kind !== 'node' || origin.node.op !== 'Sub') return undefined;
  const [uv, z] = origin.node.inputs as [Value, Value];
  const product = productOf(unreshaped(uv));
  if (product === undefined || product.transA || product.rows !== rows || product.columns !== columns) return undefined;
  if (sizeOf(z.shape) !== rows * columns) return undefined;
  const [u, v] = product.factors;
  return { u, v, transV: product.transB, z };
}

/** @returns undefined if rows of so many columns do not lie under one number each */
function scaleOfRows(numbers: Value, shape: readonly number[], columns: number): Scale | undefined {
  const missing = shape.length - numbers.shape.length;
  if (missing < 0) return undefined;
  const aligned = [...new Array<number>(missing).fill(1), ...numbers.shape];
  const axes = aligned.findLastIndex((size) => size !== 1) + 1;
  if (sizeOf(shape.slice(axes)) % columns !== 0) return undefined;
  return { numbers, shape: aligned.slice(0, axes), outer: shape.slice(0, axes) };
}

/** Scales the rows of a matrix as those of D are. */
function scaleRows(
  matrix: Value,
  { scale }: Difference,
  { graph, renewed }: Pick<Rewriting, 'graph' | 'renewed'>,
): Value {
  if (scale === undefined) return matrix;
  const { numbers, shape, outer } = scale;
  const parts = reshape(graph, matrix, [...outer, sizeOf(matrix.shape) / sizeOf(outer)]);
  const factors = reshape(graph, renewed(numbers), [...shape, 1]);
  return reshape(graph, arithmetic(graph, 'Mul', parts, factors), matrix.shape);
}

/** Whether products with U and with V take half of what one with D takes, or less. */
function isWorthIt({ u, z }: Difference): boolean {
  const [rows, k] = u.shape as [number, number];
  const columns = sizeOf(z.shape) / rows;
  return 2 * (rows + columns) * k <= rows * columns;
}

function productOf({ origin }: Value): MatrixProduct | undefined {
  return origin.kind === 'node' ? matrixProductOf(origin.node) : undefined;
}

function unreshaped(value: Value): Value {
  const { origin } = value;
  return origin.kind === 'node' && origin.node.op === 'Reshape' ? unreshaped(origin.node.inputs[0]!) : value;
}
