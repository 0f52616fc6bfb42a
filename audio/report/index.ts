/** Report cards: how good a model is, by species, and where it is wrong. */
export { readHeldOut, writeHeldOut, type HeldOutJudgement } from './held-out.js';
export { judgeRecordings, type JudgeOptions, type Judgement } from './judge.js';
export { segmentMeasures } from './segment-measures.js';
export type * from './types.js';
