/** Largest bound K on the squared norm of free templates that are trained; see `trainFreeTemplates`. */
export const LARGEST_BOUND = 10_000;
