import { gradientsWithAux, stopGradient, type Tensor, tf } from '../ops/index.js';
import { checkKnown } from './check-known.js';
import { checkOutput, type Inversion } from './inverse.js';
import { reconstructionDistance, type ResidualOptions } from './residual.js';

/** Records z⁽ˡ⁾ [B, ...] under its layer's name and returns it. The network must continue from the returned tensor. */
export type Tap = (layer: string, z: Tensor) => Tensor;

/** A function of a batch, [B, ...S] -> [B, C], that passes its layers' representations through `tap`. */
export type TappedFunction = (x: Tensor, tap: Tap) => Tensor;

/** Representation of a layer and its reconstruction. */
export interface LayerInversion {
  /** z⁽ˡ⁾(x), [B, ...]. */
  readonly representation: Tensor;
  /** (df/dz⁽ˡ⁾)ᵀ f(x), the shape of z⁽ˡ⁾. */
  readonly inverse: Tensor;
}

/** Reconstructions of the input and of layers, from one backward pass. */
export interface TappedInversion extends Inversion {
  readonly layers: Readonly<Record<string, LayerInversion>>;
}

export interface LayerResidualOptions extends ResidualOptions {
  /**
   * 'detached' (default): the target z⁽ˡ⁾ gets no gradient. 'differentiated': it does, as Eq. 12 is written. Then the
   * layers below can lower R⁽ˡ⁾ by shrinking z⁽ˡ⁾ towards zero; with a detached target the gradient can only
   * improve the reconstruction.
   */
  readonly target?: 'detached' | 'differentiated';
}

/** Adds R of the input and R⁽ˡ⁾ of layers, [B] each. */
export interface TappedResidual extends TappedInversion {
  readonly residual: Tensor;
  readonly layerResiduals: Readonly<Record<string, Tensor>>;
}

/**
 * Computes f(x), its inverse, and the inverses of representations within f. Every (df/dz⁽ˡ⁾)ᵀ f(x) of Eq. 12 is a
 * gradient of the same ½ ‖f(x)‖², so a single backward pass yields all of them on its way to x.
 *
 * @param f [B, ...S] -> [B, C], logits before softmax
 * @param layers names of the layers to invert
 * @returns a function of x; the caller owns the tensors, inside or outside a tidy. It throws a ShapeError if f(x) is
 *   not [B, C], and an Error if f does not tap one of the layers.
 */
export function invertLayers(f: TappedFunction, layers: readonly string[]): (x: Tensor) => TappedInversion {
  return (x) =>
    tf.tidy(() => {
      const { aux, gradients, intermediateGradients } = gradientsWithAux<Record<string, Tensor>>(() => {
        const seen = new Map<string, Tensor>();
        const output = f(x, (layer, z) => {
          seen.set(layer, z);
          return z;
        });
        checkOutput(output, x);
        const intermediates = layers.map((layer) => tapped(layer, seen));
        return {
          value: tf.mul(0.5, tf.sum(tf.square(output))),
          aux: {
            [OUTPUT]: output,
            ...Object.fromEntries(layers.map((layer, i) => [LAYER + layer, intermediates[i]!])),
          },
          intermediates,
        };
      }, [x]);
      const inverted = layers.map(
        (layer, i) => [layer, { representation: aux[LAYER + layer]!, inverse: intermediateGradients[i]! }] as const,
      );
      return { output: aux[OUTPUT]!, inverse: gradients[0]!, layers: Object.fromEntries(inverted) };
    });
}

/**
 * Computes R(x) (Eq. 8) and R⁽ˡ⁾(x) = ‖(df/dz⁽ˡ⁾)ᵀ f(x) − z⁽ˡ⁾(x)‖² (Eq. 12) of layers in the same backward pass.
 * @returns a function of x; the caller owns the tensors
 * @throws ConfigError if `target`, `distance` or `reduction` is none of the known ones
 */
export function layerResiduals(
  f: TappedFunction,
  layers: readonly string[],
  options: LayerResidualOptions,
): (x: Tensor) => TappedResidual {
  checkKnown('target', options.target ?? 'detached', ['detached', 'differentiated']);
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

function tapped(layer: string, seen: ReadonlyMap<string, Tensor>): Tensor {
  const z = seen.get(layer);
  if (z === undefined) {
    throw new Error(`invertLayers: f taps no layer "${layer}"; it taps ${[...seen.keys()].join(', ') || 'none'}`);
  }
  return z;
}
