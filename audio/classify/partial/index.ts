/** The network's outputs for recordings that are not finished, on disk. */
export type { OutputFile, OutputSource, SpanInput } from './output-file.js';
export type { SpanOutputs } from './output-record.js';
export {
  openPartialOutputs,
  type PartialOutputs,
  type PassSource,
  type RecordingFile,
  type RecordingOutputs,
} from './partial-outputs.js';
