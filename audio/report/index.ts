/** Report cards: how well a model names the species of recordings that it did not train on, and what to do with it. */

// What a model says of recordings whose species are known.
export { judgeRecordings, type JudgeOptions, type Judgement } from './judge.js';
export { segmentMeasures } from './segment-measures.js';
export { readHeldOut, writeHeldOut, type HeldOutJudgement } from './held-out.js';

// What follows from it, and its pages.
export { writeReport, type ReportContent } from './write-report.js';
export { measureReport } from './measure.js';
export { resampleGroups, type GroupResamples } from './resample-groups.js';
export { estimateFraction, estimateOf, independentOutcomes, type Evidence, type GroupOutcome } from './estimate.js';
export type * from './types.js';
