import { imageTask } from '../../../src/train/index.js';
import { openImages } from './images.js';
import { openRecordings } from './recordings.js';
import type { OpenDataOptions, TaskData } from './task-data.js';

/** The data that an experiment learns from, whatever its kind. */
export async function openTaskData(options: OpenDataOptions): Promise<TaskData> {
  const task = imageTask(options.config);
  return task === undefined ? openRecordings(options) : openImages(task, options);
}
