import { arithmetic } from '../arithmetic-rules.js';
import { integersOf, nodeOf, sizeOf, type Node, type Value } from '../graph.js';
import { findProduct, matrixProduct, matrixProductOf, type MatrixProduct } from '../matrix-products.js';
import { reshape } from '../shape-rules.js';
import type { Rewriting, Rule } from './rewrite.js';

/**
 * Rewrites products with D = s (U V - Z), where U V is a product of narrow matrices and s scales the rows. D is the
 * derivative of R with respect to a layer's reconstruction of its input Z. Where Z is multiplied by the same matrix
 * anyway, a product with U, which has few columns, replaces the product with D. Of the five large products in a
 * training step of the bird network's first layer, three are left:
 *
 *     D W         = s (U (V W) - Z W)                if the graph already contains Z W
 *     Dᵀ G + Zᵀ H = Vᵀ (Uᵀ s G) + Zᵀ (H - s G)
 *     |D|²        = |Z|² + <U, U (V Vᵀ) - 2 Z Vᵀ>    if the graph already contains Z Vᵀ
 *
 * The products lose no accuracy: D already carries a rounding error of Z's magnitude, however small D itself is. The
 * squared norm of each example does: its error is some 1e-7 |Z|² instead of 1e-7 |D|², which matters only where U V,
 * whose rank is small, equals Z almost exactly. It is at least 0.
 */
export const factorDifferences: Rule = (node, rewriting) => {
  if (node.op === 'Add') return sumOfProducts(node, rewriting);
  if (node.op === 'ReduceSum') return squaredNorm(node, rewriting);
  return productWithDifference(node, rewriting);
};

/** Rewrites D W where the graph already contains Z W. */
function productWithDifference(node: Node, { graph, rewritten }: Rewriting): Value | undefined {
  const product = matrixProductOf(node);
  if (product === undefined || product.transA) return undefined;
  const [d, w] = product.factors;
  const difference = differenceOf(d);
  if (difference === undefined || !isWorthIt(difference)) return undefined;
  const { u, v, z, transV } = difference;
  const zw = graph.find(node.op, [reshape(graph, rewritten(z), d.shape), rewritten(w)], node.attributes);
  if (zw === undefined) return undefined;
  const vw = matrixProduct(graph, rewritten(v), rewritten(w), { transA: transV, transB: product.transB });
  const uvw = matrixProduct(graph, rewritten(u), vw);
  return scaleRows(arithmetic(graph, 'Sub', uvw, zw), difference, { graph, rewritten });
}

/** Rewrites the sum of D · D over the last axis, where the graph already contains Z Vᵀ. */
function squaredNorm({ inputs, outputs, attributes }: Node, { graph, rewritten }: Rewriting): Value | undefined {
  const [squares, axes] = inputs as [Value, Value];
  const [d, same] = nodeOf(squares, 'Mul')?.inputs ?? [];
  if (d === undefined || d !== same || d.shape.length !== 2 || integersOf(axes).join() !== '1') return undefined;
  const [examples, size] = d.shape as [number, number];
  const unshaped = beforeReshapes(d);
  const [reconstruction] = nodeOf(unshaped, 'Sub')?.inputs ?? [];
  const product = reconstruction && productOf(beforeReshapes(reconstruction));
  if (product === undefined || size % product.columns !== 0) return undefined;
  const matrixShape = [product.rows, product.columns];
  const difference = unscaledDifference(unshaped, matrixShape);
  if (difference === undefined || !isWorthIt(difference)) return undefined;
  const { transV } = difference;
  const [u, v] = [rewritten(difference.u), rewritten(difference.v)];
  const z = reshape(graph, rewritten(difference.z), d.shape);
  const zv = findProduct(graph, reshape(graph, z, matrixShape), v, { transB: !transV });
  if (zv === undefined) return undefined;
  const uvv = matrixProduct(graph, u, matrixProduct(graph, v, v, { transA: transV, transB: !transV }));
  const factor = arithmetic(graph, 'Sub', arithmetic(graph, 'Sub', uvv, zv), zv);
  const terms = reshape(graph, arithmetic(graph, 'Mul', u, factor), [examples, sizeOf(u.shape) / examples]);
  const sumOf = (rows: Value): Value =>
    graph.node('ReduceSum', [rows, rewritten(axes)], outputs[0]!.shape, d.dtype, attributes);
  const norm = arithmetic(graph, 'Add', sumOf(arithmetic(graph, 'Mul', z, z)), sumOf(terms));
  return arithmetic(graph, 'Max', norm, graph.splat(0, [], d.dtype));
}

/** Rewrites Dᵀ G + Zᵀ H, in either order. */
function sumOfProducts({ inputs }: Node, { graph, rewritten, isUsedOnce }: Rewriting): Value | undefined {
  for (const [dg, zh] of [inputs, [...inputs].reverse()] as [Value, Value][]) {
    const [factorsOfD, factorsOfZ] = [transposedProduct(dg), transposedProduct(zh)];
    if (factorsOfD === undefined || factorsOfZ === undefined || !isUsedOnce(dg) || !isUsedOnce(zh)) continue;
    const [d, g] = factorsOfD;
    const [z, h] = factorsOfZ;
    const difference = differenceOf(d);
    if (difference === undefined || !isWorthIt(difference)) continue;
    if (reshape(graph, rewritten(difference.z), d.shape) !== rewritten(z)) continue;
    const sg = scaleRows(rewritten(g), difference, { graph, rewritten });
    const usg = matrixProduct(graph, rewritten(difference.u), sg, { transA: true });
    const vusg = matrixProduct(graph, rewritten(difference.v), usg, { transA: !difference.transV });
    const remainder = arithmetic(graph, 'Sub', rewritten(h), sg);
    return arithmetic(graph, 'Add', matrixProduct(graph, rewritten(z), remainder, { transA: true }), vusg);
  }
  return undefined;
}

/** The factors A and B of a product Aᵀ B. */
function transposedProduct(value: Value): MatrixProduct['factors'] | undefined {
  const product = productOf(value);
  return product?.transA === true && !product.transB ? product.factors : undefined;
}

/** D = s (U V - Z), in the old graph. */
interface Difference {
  /** [rows, k] */
  readonly u: Value;
  /** [k, columns], or [columns, k] with `transV`. */
  readonly v: Value;
  readonly transV: boolean;
  /** As many elements as D, in any shape. */
  readonly z: Value;
  readonly scale?: Scale | undefined;
}

/** Factors of a matrix's rows: each one applies to a whole number of consecutive rows. */
interface Scale {
  readonly numbers: Value;
  /** Shape of `numbers` without the innermost axes, along which it is constant. */
  readonly shape: readonly number[];
  /** Shape of the scaled tensor without those axes. */
  readonly outer: readonly number[];
}

function differenceOf(d: Value): Difference | undefined {
  const unshaped = beforeReshapes(d);
  if (unshaped.origin.kind !== 'node') return undefined;
  const { op, inputs } = unshaped.origin.node;
  if (op === 'Sub') return unscaledDifference(unshaped, d.shape);
  if (op !== 'Mul') return undefined;
  for (const [tensor, numbers] of [inputs, [...inputs].reverse()] as [Value, Value][]) {
    const scale = scaleOfRows(numbers, tensor.shape, d.shape[1]!);
    const difference = scale && unscaledDifference(beforeReshapes(tensor), d.shape);
    if (difference !== undefined) return { ...difference, scale };
  }
  return undefined;
}

function unscaledDifference({ origin }: Value, [rows, columns]: readonly number[]): Difference | undefined {
  if (origin.kind !== 'node' || origin.node.op !== 'Sub') return undefined;
  const [uv, z] = origin.node.inputs as [Value, Value];
  const product = productOf(beforeReshapes(uv));
  if (product === undefined || product.transA || product.rows !== rows || product.columns !== columns) return undefined;
  if (sizeOf(z.shape) !== rows * columns) return undefined;
  const [u, v] = product.factors;
  return { u, v, transV: product.transB, z };
}

/** @returns undefined if a row of `columns` elements would need more than one factor */
function scaleOfRows(numbers: Value, shape: readonly number[], columns: number): Scale | undefined {
  const missing = shape.length - numbers.shape.length;
  if (missing < 0) return undefined;
  const aligned = [...new Array<number>(missing).fill(1), ...numbers.shape];
  const axes = aligned.findLastIndex((size) => size !== 1) + 1;
  if (sizeOf(shape.slice(axes)) % columns !== 0) return undefined;
  return { numbers, shape: aligned.slice(0, axes), outer: shape.slice(0, axes) };
}

/** Scales the rows of a matrix by the factors of D's rows. */
function scaleRows(
  matrix: Value,
  { scale }: Difference,
  { graph, rewritten }: Pick<Rewriting, 'graph' | 'rewritten'>,
): Value {
  if (scale === undefined) return matrix;
  const { numbers, shape, outer } = scale;
  const blocks = reshape(graph, matrix, [...outer, sizeOf(matrix.shape) / sizeOf(outer)]);
  const factors = reshape(graph, rewritten(numbers), [...shape, 1]);
  return reshape(graph, arithmetic(graph, 'Mul', blocks, factors), matrix.shape);
}

/** Whether products with U and V take at most half the operations of one with D. */
function isWorthIt({ u, z }: Difference): boolean {
  const [rows, k] = u.shape as [number, number];
  const columns = sizeOf(z.shape) / rows;
  return 2 * (rows + columns) * k <= rows * columns;
}

function productOf({ origin }: Value): MatrixProduct | undefined {
  return origin.kind === 'node' ? matrixProductOf(origin.node) : undefined;
}

function beforeReshapes(value: Value): Value {
  const { origin } = value;
  return origin.kind === 'node' && origin.node.op === 'Reshape' ? beforeReshapes(origin.node.inputs[0]!) : value;
}
