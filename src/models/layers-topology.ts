import { ConfigError } from '../errors.js';
import { tf } from '../ops/index.js';
import { isKnownInitialiser, type InitialiserDescription } from './layers-initialisers.js';
import { stableNames, stableNetworkName } from './layers-names.js';
import type { LayerDescription } from './layers-support.js';

/** A layer within a network, and in a graph of layers what it takes its inputs from. */
interface PlacedLayer extends LayerDescription {
  readonly name?: string;
  readonly inboundNodes?: readonly (readonly Inbound[])[];
}

/** Name of a layer, and which of its outputs. */
type Inbound = readonly [string, ...unknown[]];

/**
 * The layers of a network without their weights, as plain JSON: what TensorFlow.js's `getConfig` says, with names that do not depend on what
 * else was made in the process, and without what only its own training reads.
 */
export interface Topology {
  /** Sequential, Model or Functional. */
  readonly className: string;
  readonly config: {
    readonly name: string;
    readonly layers: readonly PlacedLayer[];
    readonly inputLayers?: readonly Inbound[];
    readonly outputLayers?: readonly Inbound[];
  };
}

const NETWORKS = ['Sequential', 'Model', 'Functional'];

/** A network's layers, named as they are. */
export function describe(network: tf.LayersModel): Topology {
  const description = { className: network.getClassName(), config: network.getConfig() };
  return JSON.parse(JSON.stringify(description)) as Topology;
}

/** Name of a layer. */
export function nameOf({ config }: LayerDescription): string {
  return config['name'] as string;
}

/**
 * The same network with settled names, without regularisers and constraints, and with zeros for initial weights that only their own class can
 * make: it can be built anywhere.
 */
export function portableTopology({ className, config }: Topology): Topology {
  const names = stableNames(config.layers.map((layer) => ({ name: nameOf(layer), className: layer.className })));
  const inbound = ([name, ...rest]: Inbound): Inbound => [names.get(name)!, ...rest];
  return {
    className,
    config: {
      ...config,
      name: stableNetworkName(config.name),
      layers: config.layers.map((layer): PlacedLayer => {
        const name = names.get(nameOf(layer))!;
        return {
          ...layer,
          ...(layer.name !== undefined && { name }),
          config: { ...withoutTraining(layer.config), name },
          ...(layer.inboundNodes && { inboundNodes: layer.inboundNodes.map((node) => node.map(inbound)) }),
        };
      }),
      ...(config.inputLayers && { inputLayers: config.inputLayers.map(inbound) }),
      ...(config.outputLayers && { outputLayers: config.outputLayers.map(inbound) }),
    },
  };
}

function withoutTraining(config: LayerDescription['config']): LayerDescription['config'] {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (/(Regularizer|Constraint)$/.test(key)) return [key, null];
      if (!key.endsWith('Initializer') || isKnownInitialiser(value as InitialiserDescription)) return [key, value];
      return [key, { className: 'Zeros', config: {} }];
    }),
  );
}

/**
 * Reads what `settled` gave, out of a model.json.
 * @throws ConfigError if it is something else
 */
export function readTopology(value: unknown): Topology {
  const { className, config } = (value ?? {}) as { readonly className?: unknown; readonly config?: unknown };
  const { name, layers } = (config ?? {}) as { readonly name?: unknown; readonly layers?: unknown };
  const whole =
    NETWORKS.includes(className as string) &&
    typeof name === 'string' &&
    Array.isArray(layers) &&
    layers.every(isLayer);
  if (whole) return value as Topology;
  const got = JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
  throw new ConfigError(`model.topology: expected the layers of a network, as fromLayersModel writes them, got ${got}`);
}

function isLayer(value: unknown): boolean {
  const { className, config } = (value ?? {}) as { readonly className?: unknown; readonly config?: unknown };
  const { name } = (config ?? {}) as { readonly name?: unknown };
  return typeof className === 'string' && typeof name === 'string';
}

/**
 * Builds a network from its layers, at once; its weights are zeros.
 * @param topology of layers that TensorFlow.js has
 * @throws ConfigError if they do not fit together
 */
export function buildNetwork({ className, config }: Topology): tf.LayersModel {
  const [network, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[className]!;
  // Building may change what it is given. The last argument, which the types leave out: no initial weights are drawn.
  const build = fromConfig as unknown as (...args: unknown[]) => tf.LayersModel;
  try {
    return build(network, structuredClone(config), {}, true);
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw new ConfigError(`network "${config.name}" cannot be built from its layers: ${reason}`, { cause });
  }
}
