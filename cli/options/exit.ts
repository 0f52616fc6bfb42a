/** Sets the exit code of the process. */
export type Exit = (code: number) => void;
