/** Failure of one trial, with a one-line message. Executors throw it; the sweep records it and continues. */
export class TrialFailure extends Error {}
