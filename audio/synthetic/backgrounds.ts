import { type Clip, loadClips } from '../negatives/index.js';

/** Where backgrounds come from: noise made by formula, or pieces of the clips without birds that ship. */
export type BackgroundKind = 'formula' | 'clips';

export type Split = 'train' | 'validation' | 'test';

/**
 * Fold of ESC-10 that each split takes its clips from. Folds share no recording, and none of the clips that ship has a
 * recordist in two folds, so no background of one split is heard in another.
 */
const FOLD_OF: Readonly<Record<Split, number>> = { train: 1, validation: 2, test: 3 };

/** Clips by split; none where backgrounds are made by formula. */
export type BackgroundClips = Readonly<Record<Split, readonly Clip[]>>;

/**
 * Loads the clips that are backgrounds of recordings.
 * @throws DatasetError if a clip is missing or damaged
 */
export async function backgroundClips(kind: BackgroundKind, sampleRateHz: number): Promise<BackgroundClips> {
  const clips = kind === 'clips' ? await loadClips(sampleRateHz) : [];
  const of = (split: Split): Clip[] => clips.filter(({ fold }) => fold === FOLD_OF[split]);
  return { train: of('train'), validation: of('validation'), test: of('test') };
}
