/** Drops the file name from a warning: the result already contains it. */
export function withoutName(message: string, path: string): string {
  return message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
}
