import { imageTask } from '../src/train/index.js';
import { openImages } from '../src/train/tasks/images.js';
import { openRecordings } from '../audio/training/recordings.js';
import type { OpenDataOptions, TaskData } from '../src/train/tasks/task-data.js';

/** The data that an experiment learns from, whatever its kind. */
export async function openTaskData(options: OpenDataOptions): Promise<TaskData> {
  const task = imageTask(options.config);
  return task === undefined ? openRecordings(options) : openImages(task, options);
}
