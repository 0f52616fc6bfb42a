/** A layer to rename. */
export interface NamedLayer {
  readonly name: string;
  readonly className: string;
}

/**
 * Assigns names that do not depend on other networks in the process. TensorFlow.js numbers unnamed layers with
 * process-wide counters ("dense_Dense7"); here numbers count from 1 within the network. Names given by the user are
 * kept.
 * @param layers layers of one network, in order
 * @returns the stable name by the current name
 */
export function stableNames(layers: readonly NamedLayer[]): ReadonlyMap<string, string> {
  const taken = new Set(layers.filter((layer) => stemOf(layer) === undefined).map(({ name }) => name));
  const counts = new Map<string, number>();
  return new Map(
    layers.map((layer) => {
      const stem = stemOf(layer);
      if (stem === undefined) return [layer.name, layer.name];
      let count = counts.get(stem) ?? 0;
      do count++;
      while (taken.has(`${stem}${count}`));
      counts.set(stem, count);
      return [layer.name, `${stem}${count}`];
    }),
  );
}

/** Does the same for a network's name: "sequential_7" becomes "sequential_1", "model7" becomes "model1". */
export function stableNetworkName(name: string): string {
  return name.replace(/^(sequential_|model|functional)\d+$/, '$11');
}

/**
 * Returns an automatic name without its number, for example "max_pooling1d_MaxPooling1D"; undefined for a user's name.
 */
function stemOf({ name, className }: NamedLayer): string | undefined {
  const stem = name.replace(/\d+$/, '');
  if (stem === name) return undefined;
  if (className === 'InputLayer') return stem === 'input' ? stem : undefined;
  const cut = stem.lastIndexOf('_');
  const [snake, last] = [stem.slice(0, Math.max(cut, 0)), stem.slice(cut + 1)];
  return last === className && snake.replaceAll('_', '') === className.toLowerCase() ? stem : undefined;
}
