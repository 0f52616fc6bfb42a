/** Native parts that `lyrebird install-native` can download. */
export const PART_NAMES = ['ffmpeg', 'tensorflow', 'cuda'] as const;

export type PartName = (typeof PART_NAMES)[number];
