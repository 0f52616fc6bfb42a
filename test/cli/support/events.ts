import { forTerms, TERM_NAMES } from '#src/losses/index.js';
import type { EndEvent, EpochEvent, StartEvent, StepEvent, TrainEvent } from '#src/train/events/index.js';
import { imageResult } from '../../helpers/run-result.js';
import { termsOf } from '../../helpers/terms.js';

/** Start event of a small training run. */
export const START: StartEvent = {
  type: 'start',
  task: 'bird10',
  model: 'bird10',
  parameters: 60842,
  engine: 'compiled',
  device: 'cpu',
  engineDescription: 'ONNX Runtime 1.30.0, 2 threads',
  classes: Array.from({ length: 10 }, (_, index) => `species-${index}`),
  units: { example: 'segment', source: 'recording' },
  trainExamples: 7000,
  unlabelledExamples: 0,
  validationExamples: 1800,
  trainSources: 64,
  validationSources: 16,
  epochs: 4,
  stepsPerEpoch: 70,
  steps: 280,
  batchSize: 100,
  seed: 1,
  terms: TERM_NAMES,
  measure: 'averagePrecision',
  out: 'runs/birds',
  step: 0,
  history: [],
};

export function stepEvent(step: number): StepEvent {
  return {
    type: 'step',
    step,
    steps: 280,
    epoch: Math.ceil(step / 70),
    loss: 2.5 / (1 + step / 50),
    ...termsOf({
      crossEntropy: 2.3 / (1 + step / 50),
      residual: 190 / (1 + step / 20),
      entropy: 2.2 / (1 + step / 90),
    }),
    accuracy: 0.5,
    weights: { alpha: 0.7, beta: 0.3, gamma: {} },
    examplesPerSecond: 6900,
    elapsedSeconds: step * 0.0145,
    etaSeconds: (280 - step) * 0.0145,
  };
}

export function epochEvent(epoch: number): EpochEvent {
  const { loss, accuracy, ...values } = stepEvent(epoch * 70);
  return {
    type: 'epoch',
    epoch,
    step: epoch * 70,
    train: { loss, ...forTerms(({ name }) => values[name]), accuracy },
    validation: {
      averagePrecision: 0.3 + 0.1 * epoch,
      segmentAccuracy: 0.4 + 0.1 * epoch,
      recordingAccuracy: 0.5 + 0.1 * epoch,
      crossEntropy: 1.2,
      residual: 30,
    },
    best: true,
    averagePrecisions: START.classes.map((_, index) => (index === 3 ? null : (index + epoch) / 14)),
  };
}

/** Events of a full run: four epochs of seventy steps. */
export function recordedRun(): TrainEvent[] {
  const events: TrainEvent[] = [START];
  for (let epoch = 1; epoch <= 4; epoch++) {
    for (let step = (epoch - 1) * 70 + 5; step <= epoch * 70; step += 5) events.push(stepEvent(step));
    events.push(epochEvent(epoch), { type: 'checkpoint', kind: 'best', step: epoch * 70, path: 'runs/birds' });
  }
  events.push({
    type: 'end',
    reason: 'finished',
    step: 280,
    epoch: 4,
    elapsedSeconds: 4.06,
    path: 'runs/birds',
    best: {
      epoch: 4,
      averagePrecision: 0.7,
      segmentAccuracy: 0.8,
      recordingAccuracy: 0.9,
      crossEntropy: 1.2,
      residual: 30,
    },
    chosen: { epoch: 4, measure: 'averagePrecision', value: 0.7 },
  });
  return events;
}

/** Start event of a run on images. */
export const IMAGE_START: StartEvent = {
  ...START,
  task: 'mnist',
  model: 'small-cnn',
  units: { example: 'image' },
  trainExamples: 50,
  unlabelledExamples: 54_950,
  validationExamples: 5000,
  steps: 250,
  measure: 'accuracy',
  out: 'runs/mnist',
};

/** End event of a run on images, with half of the training data. */
export const IMAGE_END: EndEvent = {
  type: 'end',
  reason: 'finished',
  step: 250,
  epoch: 4,
  elapsedSeconds: 61,
  path: 'runs/mnist',
  best: { epoch: 3, accuracy: 0.85, crossEntropy: 0.6, residual: 0.2 },
  chosen: { epoch: 3, measure: 'accuracy', value: 0.85 },
  result: imageResult({
    steps: 250,
    epochs: 4,
    seconds: 61,
    partialData: ['mnist train: PARTIAL DATA, 30000 of 60000 images from a, b'],
    test: { accuracy: 0.84, crossEntropy: 0.7, residual: 0.2 },
  }),
};
