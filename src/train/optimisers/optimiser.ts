import type { HostTensors, Tensors } from '../../engine/index.js';
import { tf } from '../../ops/index.js';
import { type AdamInputs, type AdamState, adamUpdate, biasCorrections } from './adam.js';
import { adamwUpdate } from './adamw.js';
import { averageRate, averageUpdate } from './average.js';
import { checkOptimiserOptions } from './check.js';
import { clipByGlobalNorm } from './clip.js';
import { OPTIMISER_DEFAULTS, type OptimiserKind, type OptimiserOptions, weightDecayOf } from './options.js';
import { sgdUpdate, type SgdState } from './sgd.js';

/** A group of state tensors: the parameters, and what an optimiser remembers of each. */
export type StateGroup = 'parameters' | 'firstMoment' | 'secondMoment' | 'average';

/** The groups of an optimiser's state, each keyed by parameter name. */
export type OptimiserState = Readonly<Partial<Record<StateGroup, Tensors>>>;

/** How parameters are updated from their gradients: clipping, the optimiser's rule, and averaging. */
export interface Optimiser {
  /** Groups of the state, with a tensor per trained parameter each; `parameters` is the first. */
  readonly stateGroups: readonly StateGroup[];
  /** Names of the scalar inputs of an update. */
  readonly scalarNames: readonly string[];
  /**
   * Returns the scalar inputs of step t but `learningRate`, as a pure function of t.
   * @param step t, counted from 1
   */
  scalarsAt(step: number): Readonly<Record<string, number>>;
  /**
   * Returns the state of a new run, except for the parameters, as `<group>/<parameter>`: moments of zero, and the
   * average of the initial parameters, which is those.
   */
  initialState(parameters: HostTensors): HostTensors;
  /**
   * Updates all groups of the state, as a pure function of tensors.
   * @param gradients by parameter name
   * @param inputs the scalars, by name
   * @returns the new state; the old one is not modified
   */
  update(state: OptimiserState, gradients: Tensors, inputs: Tensors): OptimiserState;
}

/** The part of an optimiser that is its own. */
interface Rule {
  /** Groups of the state that start at zero. */
  readonly moments: readonly StateGroup[];
  readonly scalarNames: readonly string[];
  scalarsAt(step: number): Readonly<Record<string, number>>;
  update(state: OptimiserState, gradients: Tensors, inputs: Tensors): OptimiserState;
}

/**
 * @param options missing ones are taken from `OPTIMISER_DEFAULTS`
 * @throws ConfigError naming an option that would have no effect
 */
export function createOptimiser(options: Partial<OptimiserOptions> = {}): Optimiser {
  const complete = { ...OPTIMISER_DEFAULTS, ...options };
  checkOptimiserOptions(complete);
  const { clipNorm, averageDecay } = complete;
  const rule = RULES[complete.kind](complete);
  const isAveraged = averageDecay > 0;
  return {
    stateGroups: ['parameters', ...rule.moments, ...(isAveraged ? (['average'] as const) : [])],
    scalarNames: [...rule.scalarNames, ...(isAveraged ? ['averageRate'] : [])],
    scalarsAt: (step) => ({
      ...rule.scalarsAt(step),
      ...(isAveraged && { averageRate: averageRate(step, averageDecay) }),
    }),
    initialState: (parameters) =>
      Object.fromEntries(
        Object.entries(parameters).flatMap(([name, tensor]) => [
          ...rule.moments.map((group) => [`${group}/${name}`, zerosLike(tensor)] as const),
          ...(isAveraged ? [[`average/${name}`, { ...tensor, data: tensor.data.slice() }] as const] : []),
        ]),
      ),
    update: (state, gradients, inputs) =>
      tf.tidy(() => {
        const clipped = clipNorm === null ? gradients : clipByGlobalNorm(gradients, clipNorm);
        const next = rule.update(state, clipped, inputs);
        if (!isAveraged) return { ...next };
        return { ...next, average: averageUpdate(state.average!, next.parameters!, inputs['averageRate']!) };
      }),
  };
}

/** Parts of Adam and AdamW that are the same. */
const ADAM_STATE = {
  moments: ['firstMoment', 'secondMoment'],
  scalarNames: ['learningRate', 'biasCorrection1', 'biasCorrection2'],
} as const;

const RULES: Readonly<Record<OptimiserKind, (options: OptimiserOptions) => Rule>> = {
  adam: (options) => ({
    ...ADAM_STATE,
    scalarsAt: (step) => biasCorrections(step, options),
    update: (state, gradients, inputs) => adamUpdate(state as AdamState, gradients, adamInputs(inputs), options),
  }),
  adamw: (options) => ({
    ...ADAM_STATE,
    scalarsAt: (step) => biasCorrections(step, options),
    update: (state, gradients, inputs) =>
      adamwUpdate(state as AdamState, gradients, adamInputs(inputs), {
        ...options,
        weightDecay: weightDecayOf(options),
      }),
  }),
  sgd: (options) => ({
    moments: ['firstMoment'],
    scalarNames: ['learningRate'],
    scalarsAt: () => ({}),
    update: (state, gradients, inputs) =>
      sgdUpdate(
        state as SgdState,
        gradients,
        { learningRate: inputs['learningRate']! },
        { ...options, weightDecay: weightDecayOf(options) },
      ),
  }),
};

function adamInputs(inputs: Tensors): AdamInputs {
  return {
    learningRate: inputs['learningRate']!,
    biasCorrection1: inputs['biasCorrection1']!,
    biasCorrection2: inputs['biasCorrection2']!,
  };
}

function zerosLike(tensor: HostTensors[string]): HostTensors[string] {
  return { ...tensor, data: new Float32Array(tensor.data.length) };
}
