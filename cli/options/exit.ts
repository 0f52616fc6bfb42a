/** How an action says what the process should end with. */
export type Exit = (code: number) => void;
