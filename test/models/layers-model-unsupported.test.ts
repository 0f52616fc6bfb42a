import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { fromLayersModel } from '#src/models/index.js';
import { tf, type Tensor } from '#src/ops/index.js';
import { sequential, throughJson, valuesOf } from '../helpers/layers-models.js';
import { useTensors } from '../helpers/use-tensors.js';

useTensors();

const { layers } = tf;

/** A user's subclass of a TensorFlow.js layer. */
class Doubling extends (tf.layers.dense({ units: 1 }).constructor as new (args: object) => tf.layers.Layer) {
  override call(inputs: Tensor | Tensor[], kwargs: object): Tensor | Tensor[] {
    return tf.mul(super.call(inputs, kwargs) as Tensor, 2);
  }
}

describe('unsupported settings are rejected by name', () => {
  const dense = (args: object): tf.LayersModel =>
    sequential(
      layers.dense({ inputShape: [4], units: 4, name: 'hidden', ...args }),
      layers.dense({ units: 2, name: 'logits' }),
    );

  it.each([
    [
      { kernelRegularizer: 'l1l2' },
      'kernelRegularizer L1L2 is not part of the loss, whose regulariser is R; remove it, or set trainable to false',
    ],
    [
      { biasRegularizer: 'l1l2' },
      'biasRegularizer L1L2 is not part of the loss, whose regulariser is R; remove it, or set trainable to false',
    ],
    [
      { kernelConstraint: 'maxNorm' },
      'kernelConstraint MaxNorm is not enforced by the optimiser; remove it, or set trainable to false',
    ],
    [
      { biasConstraint: 'nonNeg' },
      'biasConstraint NonNeg is not enforced by the optimiser; remove it, or set trainable to false',
    ],
  ])('%o', (args, message) => {
    expect(() => fromLayersModel(dense(args))).toThrow(
      new ConfigError(`layer "hidden" (Dense) cannot be used: ${message}`),
    );
  });

  it('but a frozen layer may have a regulariser or a constraint', () => {
    const model = fromLayersModel(
      dense({ kernelRegularizer: 'l1l2', biasConstraint: 'nonNeg', trainable: false, kernelInitializer: 'orthogonal' }),
      { weights: 'seed' },
    );
    expect(model.frozen).toEqual(['hidden/kernel', 'hidden/bias']);
    expect(valuesOf(throughJson(model))).toEqual(valuesOf(model));
  });

  it('a layer of a custom class', () => {
    const network = sequential(layers.dense({ inputShape: [4], units: 4 }), new Doubling({ units: 3, name: 'twice' }));
    expect(() => fromLayersModel(network)).toThrow(
      new ConfigError(
        'layer "twice" (Dense) cannot be used: its custom class Doubling cannot be restored from a saved model; ' +
          "use TensorFlow.js's own layers",
      ),
    );
  });
});
