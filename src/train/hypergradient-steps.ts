import type { LossWeights } from '../losses/index.js';
import type { WeightLearner } from './learned-weights/learner.js';
import type { StepValues } from './metrics.js';
import { runSteps, type FinishedStep, type RunStepsOptions } from './run-steps.js';

/** A finished step and, if it updated the loss weights, their new values. */
export interface HypergradientStep extends FinishedStep<StepValues> {
  readonly learned?: LossWeights;
}

export interface HypergradientStepsOptions extends Omit<RunStepsOptions<StepValues>, 'learned'> {
  readonly learner: WeightLearner;
  /** Current loss weights. */
  readonly learned: LossWeights;
}

/**
 * Runs training steps like `runSteps` and updates the loss weights every `learner.everySteps` steps. Steps are
 * counted from the beginning of the run, so that an interrupted run updates the weights at the same steps.
 */
export async function* stepsWithHypergradients(
  options: HypergradientStepsOptions,
): AsyncGenerator<HypergradientStep, void, undefined> {
  const { learner, until, from, stop, ...run } = options;
  let learned = options.learned;
  let done = from;
  while (done < until) {
    const updateStep = (Math.floor(done / learner.everySteps) + 1) * learner.everySteps;
    const plainEnd = Math.min(until, updateStep - 1);
    for await (const step of runSteps({ ...run, learned, from: done, until: plainEnd, stop })) {
      done = step.step;
      yield step;
    }
    if (done < plainEnd || done === until || (done > from && stop())) return;
    const finished = await hypergradientStep({ ...options, learned, from: done, until: done + 1 });
    done = finished.step;
    learned = finished.learned ?? learned;
    yield finished;
    if (stop()) return;
  }
}

/**
 * Runs one step and updates the loss weights from it. The run's last step is not an exception, because the run may be
 * extended later.
 */
async function hypergradientStep(options: HypergradientStepsOptions): Promise<HypergradientStep> {
  const { learner, program, assembler, learned, from } = options;
  const before = await program.readState();
  const finished: FinishedStep<StepValues>[] = [];
  for await (const step of runSteps({ ...options, learned })) finished.push(step);
  const [step] = finished as [FinishedStep<StepValues>];
  const after = await program.readState();
  const { inputs } = assembler.assemble(from, learned);
  const next = assembler.assemble(from + 1, learned);
  const changed = await learner.learn({ before, after, inputs, nextInputs: next.inputs, weights: learned });
  for (const tensors of [inputs, next.inputs]) assembler.recycle(tensors);
  return { ...step, learned: changed };
}
