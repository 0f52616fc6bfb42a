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
import { dataParallelGradientProgram, type StepOptions } from '../step.js';
import type { AdamScalars } from './adam-derivative.js';
import { hypergradient, type Gradients } from './hypergradient.js';
import { updateWeights } from './update-weights.js';

/** A completed step and the next batch. */
export interface HypergradientInputs {
  /** Training state before and after the step. */
  readonly before: HostTensors;
  readonly after: HostTensors;
  /** Inputs of this step and of the next. */
  readonly inputs: HostTensors;
  readonly nextInputs: HostTensors;
  /** Loss weights used in the step. */
  readonly weights: LossWeights;
}

/** Learns the loss weights while a network trains (Eq. 14, 15). */
export interface WeightLearner {
  /** Steps from one weight update to the next. */
  readonly everySteps: number;
  /** Loss weights at the start of a run. */
  readonly initial: LossWeights;
  /** Returns the loss weights updated from a step. */
  learn(inputs: HypergradientInputs): Promise<LossWeights>;
  dispose(): Promise<void>;
}

/**
 * Creates the learner of one run. The outer loss, which evaluates the learned weights, is the loss with the
 * configured weights. It never changes, so that weights cannot improve it merely by scaling it down.
 *
 * Each update computes one gradient for every term of the loss and one of the outer loss. A detached target of a
 * layer's R belongs to the network's update alone. The outer loss is a measure of that update's result, so its gradient
 * includes the targets.
 */
export async function createWeightLearner(
  engine: Engine,
  model: Model,
  config: TrainConfig,
  distance?: ReconstructionDistance,
): Promise<WeightLearner> {
  const { everySteps, rate, goal } = config.loss.learned;
  const options = stepOptions(config, distance);
  const program = await engine.compile(dataParallelGradientProgram(model, options));
  const outerProgram = hasDetachedTargets(options)
    ? await compileBeside(program, engine, dataParallelGradientProgram(model, withDifferentiatedTargets(options)))
    : program;
  const initial = lossWeightsAt(config, 0);
  const outerWeights = termWeights(initial);
  const layers = weightedLayers(config);

  return {
    everySteps,
    initial,
    async learn({ before, after, inputs, nextInputs, weights }) {
      const terms = await termGradients(layers, (only) => gradients(program, before, inputs, only));
      const outer = await gradients(outerProgram, after, nextInputs, outerWeights);
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
    async dispose() {
      for (const compiled of new Set([program, outerProgram])) await compiled.dispose();
    },
  };
}

/** Compiles a program; if that fails, the other one is disposed. */
async function compileBeside(
  other: CompiledProgram,
  engine: Engine,
  program: Parameters<Engine['compile']>[0],
): Promise<CompiledProgram> {
  try {
    return await engine.compile(program);
  } catch (error) {
    await other.dispose();
    throw error;
  }
}

/** Whether the gradient of the loss leaves out targets that depend on the parameters. */
function hasDetachedTargets({ residual, layers = [] }: StepOptions): boolean {
  return residual.target !== 'differentiated' && layers.length > 0;
}

function withDifferentiatedTargets(options: StepOptions): StepOptions {
  return { ...options, residual: { ...options.residual, target: 'differentiated' } };
}

/** Computes the gradient of each term separately, one after the other. */
async function termGradients(
  layers: readonly string[],
  gradientOf: (only: TermWeights) => Promise<Gradients>,
): Promise<TermWeights<Gradients>> {
  let count = 0;
  const indices = perTerm(layers, () => count++);
  const gradientsPerTerm: Gradients[] = [];
  for (let i = 0; i < count; i++)
    gradientsPerTerm.push(await gradientOf(mapTerms(indices, (index) => (index === i ? 1 : 0))));
  return mapTerms(indices, (index) => gradientsPerTerm[index]!);
}

/** Computes the gradient of the loss with the given weights, at the parameters of a state. */
async function gradients(
  program: CompiledProgram,
  state: HostTensors,
  inputs: HostTensors,
  weights: TermWeights,
): Promise<Gradients> {
  const parameters = Object.entries(state).filter(([name]) => name.startsWith('parameters/'));
  const batch = Object.entries(inputs).filter(([name]) => !/^(learningRate|biasCorrection\d|weight\/.*)$/.test(name));
  // Running a program takes ownership of its input buffers, and these are needed again.
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
