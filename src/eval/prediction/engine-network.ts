import type { Dataset } from '../../data/index.js';
import { type Model, standardisedLogarithms } from '../../models/index.js';
import { createMelKernels } from '../../models/mel/index.js';

/** The part of a network that an engine computes, and the inputs of that part. */
export interface EngineNetwork {
  /** Has the parameters, layers and noise of the whole network. */
  readonly model: Model;
  /** Returns a view of a dataset of the whole network's examples as inputs of this part. */
  inputs(dataset: Dataset): Dataset;
}

/**
 * Leaves out of a network what plain code computes faster: the frames of a fixed front end. R does not change, as it is
 * computed on the features that follow.
 */
export function engineNetwork(model: Model): EngineNetwork {
  const { frontEnd } = model;
  const kernels = frontEnd?.frames && createMelKernels(frontEnd.frames.settings);
  if (!kernels) return { model, inputs: (dataset) => dataset };
  const { shape, classify, frames } = frontEnd;
  const { usedInputShape: _, ...rest } = model;
  return {
    model: {
      ...rest,
      inputShape: shape,
      apply: (parameters, energies, noise, tap) => classify(parameters, standardisedLogarithms(energies), noise, tap),
      frontEnd: { shape, extract: standardisedLogarithms, classify },
    },
    inputs: (dataset) =>
      mapped(dataset, shape, (x, out, offset) => kernels.energies(x, 0, frames!.framesPerExample, out, offset)),
  };
}

/** Returns a view of a dataset whose examples are computed from those of another, augmented or not. */
function mapped(
  dataset: Dataset,
  inputShape: readonly number[],
  map: (x: Float32Array, out: Float32Array, offset: number) => void,
): Dataset {
  const { augment, loudness } = dataset;
  const x = new Float32Array(dataset.inputShape.reduce((product, size) => product * size, 1));
  return {
    name: dataset.name,
    classes: dataset.classes,
    inputShape,
    length: dataset.length,
    label: (index) => dataset.label(index),
    source: (index) => dataset.source(index),
    read(index, out, offset) {
      dataset.read(index, x, 0);
      map(x, out, offset);
    },
    ...(loudness && { loudness: (index) => loudness.call(dataset, index) }),
    ...(augment && {
      augment(index, rng, out, offset) {
        const classes = augment.call(dataset, index, rng, x, 0);
        map(x, out, offset);
        return classes;
      },
    }),
  };
}
