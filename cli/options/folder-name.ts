/** Makes the name of a task, which a configuration file may give, part of the name of one folder. */
export function folderName(task: string): string {
  return task.replace(/[^\w.-]+/g, '-');
}
