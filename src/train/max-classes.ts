/** Largest number of classes or clusters: outputs of a network whose folder is read. */
export const MAX_CLASSES = 100_000;
