import type { CompiledProgram, Engine, HostTensors } from '../../engine/index.js';
import type { ReconstructionDistance } from '../../inversion/index.js';
import {
  mapTerms,
  equationGradient,
  perTerm,
  termWeights,
  type LossWeights,
  type TermWeights,
} from '../../losses/index.js';
import type { Model } from '../../models/index.js';
import type { TrainConfig } from '../config/index.js';
import { lossWeightsAt, weightedLayers } from '../schedule.js';
import { stepOptions } from '../step-options.js';
import { scalarInputs, weightScalars } from '../step-scalars.js';
import { dataParallelGradientProgram } from '../step.js';
import type { AdamScalars } from './adam-derivative.js';
import { hypergradient, type Gradients } from './hypergradient.js';
import { updateWeights } from './update-weights.js';

/** A step that has been made, and the batch that comes next. */
export interface HypergradientInputs {
  /** The training state before the step, and after it. */
  readonly before: HostTensors;
  readonly after: HostTensors;
  /** Inputs of the step, and of the next one. */
  readonly inputs: HostTensors;
  readonly nextInputs: HostTensors;
  /** What the step's terms were weighed with. */
  readonly weights: LossWeights;
}

/** Learns the weights of the loss while a network trains (Eq. 14, 15). */
export interface WeightLearner {
  /** Steps from one change to the next. */
  readonly everySteps: number;
  /** The weights that a run begins with. */
  readonly initial: LossWeights;
  /** The weights that follow from a step. */
  learn(from: HypergradientInputs): Promise<LossWeights>;
  dispose(): Promise<void>;
}

/**
 * A learner for one run. The outer loss, by which weights are judged, is the loss with the weights that the configuration gives: it stays what it
 * is, so that weights cannot be learned that only make the measure smaller.
 *
 * A change takes one gradient of the loss for every term and one of the outer loss.
 */
export async function createWeightLearner(
  engine: Engine,
  model: Model,
  config: TrainConfig,
  distance?: ReconstructionDistance,
): Promise<WeightLearner> {
  const { everySteps, rate, goal } = config.loss.learned;
  const program = await engine.compile(dataParallelGradientProgram(model, stepOptions(config, distance)));
  const initial = lossWeightsAt(config, 0);
  const outerWeights = termWeights(initial);
  const layers = weightedLayers(config);

  return {
    everySteps,
    initial,
    async learn({ before, after, inputs, nextInputs, weights }) {
      const terms = await termGradients(layers, (only) => gradients(program, before, inputs, only));
      const outer = await gradients(program, after, nextInputs, outerWeights);
      const slope = hypergradient({
        terms,
        weights: termWeights(weights),
        state: before,
        scalars: scalarsOf(inputs),
        adam: config.optimiser,
        outer,
      });
      return updateWeights(weights, equationGradient(weights, slope), { rate, goal });
    },
    dispose: () => program.dispose(),
  };
}

/** The gradients of every term alone, one after the other. */
async function termGradients(
  layers: readonly string[],
  gradientOf: (only: TermWeights) => Promise<Gradients>,
): Promise<TermWeights<Gradients>> {
  let count = 0;
  const indices = perTerm(layers, () => count++);
  const found: Gradients[] = [];
  for (let i = 0; i < count; i++) found.push(await gradientOf(mapTerms(indices, (index) => (index === i ? 1 : 0))));
  return mapTerms(indices, (index) => found[index]!);
}

/** The gradient of the loss with these weights, at the parameters of a state. */
async function gradients(
  program: CompiledProgram,
  state: HostTensors,
  inputs: HostTensors,
  weights: TermWeights,
): Promise<Gradients> {
  const parameters = Object.entries(state).filter(([name]) => name.startsWith('parameters/'));
  const batch = Object.entries(inputs).filter(([name]) => !/^(learningRate|biasCorrection\d|weight\/.*)$/.test(name));
  // A run takes its inputs' buffers away; these are needed again.
  const copies = [...parameters, ...batch].map(
    ([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }] as const,
  );
  const { outputs } = await program.run({ ...Object.fromEntries(copies), ...scalarInputs(weightScalars(weights)) });
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([name]) => name.startsWith('gradient/'))
      .map(([name, { data }]) => [name.slice('gradient/'.length), data]),
  );
}

function scalarsOf(inputs: HostTensors): AdamScalars {
  const value = (name: keyof AdamScalars): number => inputs[name]!.data[0]!;
  return {
    learningRate: value('learningRate'),
    biasCorrection1: value('biasCorrection1'),
    biasCorrection2: value('biasCorrection2'),
  };
}
