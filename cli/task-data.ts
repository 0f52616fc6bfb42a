import { imageTask, type OpenDataOptions, openImages, type TaskData } from '../src/train/index.js';
import { openRecordings } from '../audio/training/index.js';

/** The data that an experiment learns from, whatever its kind. */
export async function openTaskData(options: OpenDataOptions): Promise<TaskData> {
  const task = imageTask(options.config);
  return task === undefined ? openRecordings(options) : openImages(task, options);
}
