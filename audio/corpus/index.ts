/** Folders of recordings: what they hold, as a dataset, in parts. */
export { audioDataset, type AudioDataset, type LoadedRecording } from './dataset.js';
export { examine, type Amount, type ClassReport, type CorpusReport, type ExamineOptions } from './inspect.js';
export { loadCorpus, type LoadOptions, type LoadProgress } from './load.js';
export { AUDIO_EXTENSIONS, isAudioName, isBackgroundName, isUnlabelledName, sameSpecies } from './names.js';
export { scanCorpus, type Corpus, type CorpusRecording, type ScanOptions } from './scan.js';
export { splitCorpus, type SplitCorpus, type SplitCorpusOptions } from './split-corpus.js';
export { splitWithoutLabels, type SplitWithoutLabelsOptions } from './split-without-labels.js';
