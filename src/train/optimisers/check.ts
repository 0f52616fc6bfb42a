import { ConfigError } from '../../errors.js';
import { OPTIMISER_DEFAULTS, type OptimiserKind, type OptimiserOptions } from './options.js';

/** Options that some optimisers do not use, with those that do. */
const USED_BY = {
  beta1: ['adam', 'adamw'],
  beta2: ['adam', 'adamw'],
  epsilon: ['adam', 'adamw'],
  weightDecay: ['adamw', 'sgd'],
  momentum: ['sgd'],
  nesterov: ['sgd'],
} as const satisfies { readonly [option in keyof OptimiserOptions]?: readonly OptimiserKind[] };

/**
 * Refuses options that would have no effect: those that the optimiser does not use, unless they are 0 or have their
 * defaults, and Nesterov's momentum without momentum.
 * @throws ConfigError naming the options
 */
export function checkOptimiserOptions(options: OptimiserOptions): void {
  for (const [name, kinds] of Object.entries(USED_BY) as [keyof typeof USED_BY, readonly OptimiserKind[]][]) {
    const value = options[name];
    if (kinds.includes(options.kind) || value === OPTIMISER_DEFAULTS[name] || value === 0) continue;
    throw new ConfigError(
      `optimiser.${name} is ${value}, but optimiser.kind is ${options.kind}, which does not use it: ` +
        `remove it, or set optimiser.kind to ${kinds.join(' or ')}`,
    );
  }
  if (options.nesterov && options.momentum === 0) {
    throw new ConfigError('optimiser.nesterov is true, but optimiser.momentum is 0: expected a momentum above 0');
  }
}
