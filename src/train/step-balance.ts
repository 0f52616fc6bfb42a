import type { HostTensors, InputSpecs, Tensors } from '../engine/types.js';
import { initialRunningMean, nextRunningMean, type LossWeights } from '../losses/index.js';
import type { Model } from '../models/index.js';

/** State of a training program with a balance: the running mean prediction, [C]. */
const RUNNING = 'balance/running';
/** Sum over a batch's parts: the mean prediction of the batch, [C]. */
const MEAN = 'meanPrediction';

/** What decides whether a training program has a balance. */
export interface BalanceOptions {
  /** Weight of the entropy of the mean prediction against E (`Balance`); 0 or absent: Eq. 10 as it is. */
  readonly balance?: number;
  readonly supervisedOnly?: boolean;
}

/** What a balance adds to a training program. */
export interface BalanceParts {
  readonly inputs: InputSpecs;
  readonly state: Readonly<Record<string, string>>;
  readonly shared: readonly string[];
  readonly sums: Readonly<Record<string, readonly number[]>>;
}

/** Nothing without a balance: the program is then that of Eq. 10, to the last bit. */
export function balanceParts({ classCount }: Model, options: BalanceOptions): BalanceParts {
  if (weightOf(options) === 0) return { inputs: {}, state: {}, shared: [], sums: {} };
  return {
    inputs: { [RUNNING]: { shape: [classCount] } },
    state: { [RUNNING]: `next/${RUNNING}` },
    shared: [RUNNING],
    sums: { [MEAN]: [classCount] },
  };
}

/** The loss's weights as far as they are of the balance. */
export function balanceWeights(tensors: Tensors, options: BalanceOptions): Pick<LossWeights, 'balance'> {
  const weight = weightOf(options);
  return weight === 0 ? {} : { balance: { weight, running: tensors[RUNNING]! } };
}

/** State after a step. */
export function nextBalance(tensors: Tensors, sums: Tensors): Tensors {
  const running = tensors[RUNNING];
  return running ? { [`next/${RUNNING}`]: nextRunningMean(running, sums[MEAN]!) } : {};
}

/** State before the first step. */
export function initialBalance({ classCount }: Model, options: BalanceOptions): HostTensors {
  if (weightOf(options) === 0) return {};
  return { [RUNNING]: { dtype: 'float32', shape: [classCount], data: initialRunningMean(classCount) } };
}

/** A balance acts beside E, which supervised training does not compute. */
function weightOf({ balance = 0, supervisedOnly = false }: BalanceOptions): number {
  return supervisedOnly ? 0 : balance;
}
