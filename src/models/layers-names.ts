/** What a name is settled for. */
export interface NamedLayer {
  readonly name: string;
  readonly className: string;
}

/**
 * Names that do not depend on what else was made in the process. TensorFlow.js numbers layers without a name of their own by counters of the
 * whole process, "dense_Dense7"; here they count within the network, from 1. A name of the user's stays as it is.
 * @param layers of one network, in their order
 * @returns the settled name, by the name that the layer has
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

/** The same for a network: "sequential_7" and "model7" are its first. */
export function stableNetworkName(name: string): string {
  return name.replace(/^(sequential_|model|functional)\d+$/, '$11');
}

/** A name that TensorFlow.js gave without its number: "max_pooling1d_MaxPooling1D" and so on; undefined for a name of the user's. */
function stemOf({ name, className }: NamedLayer): string | undefined {
  const stem = name.replace(/\d+$/, '');
  if (stem === name) return undefined;
  if (className === 'InputLayer') return stem === 'input' ? stem : undefined;
  const cut = stem.lastIndexOf('_');
  const [snake, last] = [stem.slice(0, Math.max(cut, 0)), stem.slice(cut + 1)];
  return last === className && snake.replaceAll('_', '') === className.toLowerCase() ? stem : undefined;
}
