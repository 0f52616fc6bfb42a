import { gradientsWithAux, stopGradient, type Tensor, tf } from '../ops/index.js';
import { checkOutput, type Inversion } from './inverse.js';
import { reconstructionDistance, type ResidualOptions } from './residual.js';

/** Hands z⁽ˡ⁾ on, [B, ...], and takes note of it under its layer's name. What a network computes next must be computed from what it gives. */
export type Tap = (layer: string, z: Tensor) => Tensor;

/** A function of a batch, [B, ...S] -> [B, C], that shows its layers' representations on the way. */
export type TappedFunction = (x: Tensor, tap: Tap) => Tensor;

/** A layer that is given back. */
export interface LayerInversion {
  /** z⁽ˡ⁾(x), [B, ...]. */
  readonly representation: Tensor;
  /** (df/dz⁽ˡ⁾)ᵀ f(x), of its shape. */
  readonly inverse: Tensor;
}

/** What one backward pass gives back of the input and of layers. */
export interface TappedInversion extends Inversion {
  readonly layers: Readonly<Record<string, LayerInversion>>;
}

/** How R⁽ˡ⁾ is measured. */
export interface LayerResidualOptions extends ResidualOptions {
  /**
   * Whether z⁽ˡ⁾ is a target that is 'detached', the default, or is 'differentiated' as Eq. 12 has it, word for word. What is differentiated can also be made
   * easy to give back: layers below shrink z⁽ˡ⁾ to nothing, and R⁽ˡ⁾ with it. A held one can only be met.
   */
  readonly target?: 'detached' | 'differentiated';
}

/** R of the input and of layers, [B] each. */
export interface TappedResidual extends TappedInversion {
  readonly residual: Tensor;
  readonly layerResiduals: Readonly<Record<string, Tensor>>;
}

/**
 * f, its inverse, and the same for representations within f: every (df/dz⁽ˡ⁾)ᵀ f(x) of Eq. 12 is a gradient of the one ½ ‖f(x)‖², so a single
 * backward pass meets all of them on its way to x.
 *
 * @param f [B, ...S] -> [B, C], logits before softmax
 * @param layers names of those that are wanted
 * @returns a function of x; the caller owns the tensors, inside a tidy or not. It throws a ShapeError if f(x) is not [B, C], an Error if f has no such layer.
 */
export function invertLayers(f: TappedFunction, layers: readonly string[]): (x: Tensor) => TappedInversion {
  return (x) =>
    tf.tidy(() => {
      const { aux, gradients, markedGradients } = gradientsWithAux<Record<string, Tensor>>(() => {
        const seen = new Map<string, Tensor>();
        const output = f(x, (layer, z) => {
          seen.set(layer, z);
          return z;
        });
        checkOutput(output, x);
        const marked = layers.map((layer) => shown(layer, seen));
        return {
          value: tf.mul(0.5, tf.sum(tf.square(output))),
          aux: { [OUTPUT]: output, ...Object.fromEntries(layers.map((layer, i) => [LAYER + layer, marked[i]!])) },
          marked,
        };
      }, [x]);
      const found = layers.map(
        (layer, i) => [layer, { representation: aux[LAYER + layer]!, inverse: markedGradients[i]! }] as const,
      );
      return { output: aux[OUTPUT]!, inverse: gradients[0]!, layers: Object.fromEntries(found) };
    });
}

/**
 * R(x) (Eq. 8) and R⁽ˡ⁾(x) = ‖(df/dz⁽ˡ⁾)ᵀ f(x) − z⁽ˡ⁾(x)‖² (Eq. 12) of layers, in the same backward pass.
 * @returns a function of x; the caller owns the tensors
 */
export function layerResiduals(
  f: TappedFunction,
  layers: readonly string[],
  options: LayerResidualOptions,
): (x: Tensor) => TappedResidual {
  return (x) =>
    tf.tidy(() => {
      const inversion = invertLayers(f, layers)(x);
      const distances = layers.map((layer) => {
        const { representation, inverse } = inversion.layers[layer]!;
        const target = options.target === 'differentiated' ? representation : stopGradient(representation);
        return [layer, reconstructionDistance(inverse, target, options)] as const;
      });
      return {
        ...inversion,
        layers: Object.fromEntries(layers.map((layer) => [layer, { ...inversion.layers[layer]! }])),
        residual: reconstructionDistance(inversion.inverse, x, options),
        layerResiduals: Object.fromEntries(distances),
      };
    });
}

const OUTPUT = 'output';
const LAYER = 'layer/';

function shown(layer: string, seen: ReadonlyMap<string, Tensor>): Tensor {
  const z = seen.get(layer);
  if (z === undefined) {
    throw new Error(`invertLayers: f showed no layer "${layer}", only ${[...seen.keys()].join(', ') || 'none'}`);
  }
  return z;
}
