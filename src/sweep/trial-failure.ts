/** Why a trial failed, in one line. An executor throws it; the sweep records it and goes on with the other trials. */
export class TrialFailure extends Error {}
