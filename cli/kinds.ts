import { recordingTasks } from '../audio/training/index.js';
import { imageTasks, type ConfigOf } from '../src/train/index.js';

/** Kinds of tasks that `lyrebird train` and sweeps know; the first is that of a configuration which names no data set. */
export const TASK_KINDS = [recordingTasks, imageTasks] as const;

/** A configuration of one of these kinds, told apart by `kind`. */
export type TaskConfig = ConfigOf<(typeof TASK_KINDS)[number]>;
