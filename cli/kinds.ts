import { recordingTasks } from '../audio/training/index.js';
import { imageTasks, type ConfigOf } from '../src/train/index.js';

/** Kinds of tasks of `lyrebird train` and sweeps. A configuration without a data set is of the first kind. */
export const TASK_KINDS = [recordingTasks, imageTasks] as const;

/** A configuration of one of these kinds, discriminated by `kind`. */
export type TaskConfig = ConfigOf<(typeof TASK_KINDS)[number]>;
