/** Corpora: scanning, inspecting, loading and splitting folders of recordings. */
export {
  audioDataset,
  type AudioDataset,
  type DatasetContent,
  type LoadedRecording,
  type RecordingContent,
} from './dataset.js';
export type { MixingOptions } from './mixed-segments.js';
export type { Mixing } from './mixing.js';
export { withContentHashes } from './content-hash.js';
export { checkSplits } from './check-splits.js';
export type { MetadataRow } from '../metadata/index.js';
export {
  inspectCorpus,
  type RecordingTotals,
  type ClassReport,
  type CorpusOrigin,
  type CorpusReport,
  type InspectOptions,
} from './inspect.js';
export {
  cacheContents,
  type CacheContents,
  clearCache,
  type DecodedCache,
  readCachedAudio,
  namedDecodedCache,
  userDecodedCache,
} from './decoded-cache.js';
export type { SiteReport } from './sites.js';
export { loadCorpus, type LoadOptions, type LoadProgress } from './load.js';
export { isBackgroundName, isUnlabelledName, sameSpecies } from './names.js';
export { scanCorpus, type Corpus, type CorpusRecording, type ScanOptions } from './scan.js';
export {
  corpusParts,
  splitCorpus,
  type CorpusParts,
  type CorpusSplit,
  type SplitCorpusOptions,
  type SplitSource,
  type SplitWithLabelsOptions,
  type SplitWithoutLabelsOptions,
} from './split.js';
export type { CorpusWarning } from './warning.js';
