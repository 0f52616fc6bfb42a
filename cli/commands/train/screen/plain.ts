import { TERM_NAMES } from '../../../../src/losses/names.js';
import type { EpochEvent, RunResult, StartEvent, StepEvent, TrainEvent } from '../../../../src/train/index.js';
import {
  bestTexts,
  exampleCountText,
  lossText,
  validationText,
  outputCountText,
  stoppedEarlyLine,
  testLine,
  trainingDataText,
} from './metrics.js';
import type { Stopping } from '../../../ui/stopping.js';
import type { TrainRenderer } from './renderer.js';
import { count, duration, percent, plural } from '../../../ui/words.js';

/** Minimum interval between step lines. */
const SECONDS_BETWEEN_STEP_LINES = 10;
/** The same for steps of folds, which say nothing but how long it takes. */
const MS_BETWEEN_FOLD_LINES = 30_000;

/** Prints one line per event, for logs and for terminals that cannot be redrawn. */
export function createPlainRenderer(write: (line: string) => void): TrainRenderer {
  let lastLine = 0;
  let lastFoldLine = performance.now();
  let start: StartEvent | undefined;
  return {
    event(event) {
      if (event.type === 'start') start = event;
      if (event.type === 'step') {
        if (event.elapsedSeconds - lastLine < SECONDS_BETWEEN_STEP_LINES) return;
        lastLine = event.elapsedSeconds;
      }
      for (const line of plainLines(event, start)) write(line);
    },
    loading({ what, done, total, seconds, etaSeconds }) {
      if (done < total) {
        if (etaSeconds === undefined || performance.now() - lastFoldLine < MS_BETWEEN_FOLD_LINES) return;
        lastFoldLine = performance.now();
        write(`${what} ${count(done)}/${count(total)}  ${duration(etaSeconds)} left`);
        return;
      }
      const length = seconds === undefined ? '' : `, ${duration(seconds)} of audio`;
      write(`${what === 'fold step' ? 'trained' : 'loaded'} ${plural(total, what)}${length}`);
    },
    stopping: (how) => write(stoppingLine(how)),
    end: () => Promise.resolve(),
  };
}

/** Says that the run was asked to stop. */
export function stoppingLine(how: Stopping): string {
  return how === 'saving' ? 'stopping: saving' : 'stopping at once, without saving';
}

/** A run of which only one event is known computes all terms. */
const ALL_TERMS: Pick<StartEvent, 'terms'> = { terms: TERM_NAMES };

/**
 * Formats an event as lines.
 * @param start of the run: terms of the loss that it does not compute are left out
 */
export function plainLines(event: TrainEvent, start: Pick<StartEvent, 'terms'> = ALL_TERMS): string[] {
  switch (event.type) {
    case 'start':
      return startLines(event);
    case 'step':
      return [stepLine(event, start)];
    case 'epoch':
      return [epochLine(event, start)];
    case 'checkpoint':
      return [];
    case 'warning':
      return [`warning: ${event.message}`];
    case 'note':
      return [event.message];
    case 'end': {
      const { best, chosen, reason, step, epoch, elapsedSeconds } = event;
      const how = reason === 'finished' ? 'finished' : 'interrupted; continue with --resume';
      const lines =
        reason === 'interrupted' && step === 0
          ? [`interrupted before the first step, after ${duration(elapsedSeconds)}; continue with --resume`]
          : [`${how} after epoch ${epoch}, step ${step}, ${duration(elapsedSeconds)}`];
      const early = event.result && stoppedEarlyLine(event.result);
      if (early !== undefined) lines.push(early);
      if (chosen) lines.push(`best: ${bestTexts({ ...chosen, validation: best })[0]}`);
      if (event.result) lines.push(...resultLines(event.result));
      return [...lines, `saved in ${event.path}`];
    }
  }
}

function startLines(event: StartEvent): string[] {
  const { units } = event;
  const lines = [
    `${event.task}: ${event.model}, ${plural(event.parameters, 'parameter')}, ` +
      `${outputCountText(event)}, seed ${event.seed}`,
    `engine: ${event.engineDescription} (${event.engine}, ${event.device})`,
    `training: ${trainingDataText(event, ', ')}; ` +
      `validation: ${exampleCountText(event.validationExamples, event.validationSources, units)}`,
    `${lengthOf(event)}, batches of ${event.batchSize}${viewsText(event)}; saving to ${event.out}`,
  ];
  return event.step > 0 ? [...lines, `resumed at step ${event.step}`] : lines;
}

/** Says that a batch holds several versions of each example. */
function viewsText({ views = 1, units }: StartEvent): string {
  return views > 1 ? ` (${views} views of each ${units.example})` : '';
}

function lengthOf({ steps, epochs, stepsPerEpoch }: StartEvent): string {
  const whole = steps === epochs * stepsPerEpoch;
  return whole
    ? `${plural(epochs, 'epoch')} of ${plural(stepsPerEpoch, 'step')}`
    : `${plural(steps, 'step')}, ${count(stepsPerEpoch)} per epoch`;
}

function resultLines(result: RunResult): string[] {
  const test = testLine(result);
  return [...(test === undefined ? [] : [test]), ...result.partialData];
}

function stepLine(event: StepEvent, start: Pick<StartEvent, 'terms'>): string {
  const speed = `${count(event.examplesPerSecond)}/s  ${duration(event.etaSeconds)} left`;
  return `step ${event.step}/${event.steps}  epoch ${event.epoch}  ${lossText(event, start)}  ${speed}`;
}

function epochLine({ epoch, train, validation, best }: EpochEvent, start: Pick<StartEvent, 'terms'>): string {
  const training = train.accuracy === undefined ? '' : `  training ${percent(train.accuracy)}`;
  const validationPart = validation ? `  validation: ${validationText(validation)}` : '';
  return `epoch ${epoch}  ${lossText(train, start)}${training}${validationPart}${best ? '  best' : ''}`;
}
