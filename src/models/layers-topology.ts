import { ConfigError } from '../errors.js';
import { shownValue } from '../shown-value.js';
import { tf } from '../ops/index.js';
import { isKnownInitialiser, type InitialiserDescription } from './layers-initialisers.js';
import { stableNames, stableNetworkName } from './layers-names.js';
import type { LayerDescription } from './layers-support.js';

/** A layer of a network; in a graph of layers with the sources of its inputs. */
interface TopologyLayer extends LayerDescription {
  readonly name?: string;
  readonly inboundNodes?: readonly (readonly Inbound[])[];
}

/** Layer name and output index. */
type Inbound = readonly [string, ...unknown[]];

/**
 * The layers of a network without weights, as plain JSON: TensorFlow.js's `getConfig` with stable names and without
 * settings that only TensorFlow.js's own training uses.
 */
export interface Topology {
  /** Sequential, Model or Functional. */
  readonly className: string;
  readonly config: {
    readonly name: string;
    readonly layers: readonly TopologyLayer[];
    readonly inputLayers?: readonly Inbound[];
    readonly outputLayers?: readonly Inbound[];
  };
}

/** Bounds the time for a damaged file. */
const MAX_LAYERS = 10_000;
const NETWORKS = ['Sequential', 'Model', 'Functional'];

/** Serialises a network's layers, with their current names. */
export function describe(network: tf.LayersModel): Topology {
  const description = { className: network.getClassName(), config: network.getConfig() };
  return JSON.parse(JSON.stringify(description)) as Topology;
}

/** Returns the name of a layer. */
export function nameOf({ config }: LayerDescription): string {
  return config['name'] as string;
}

/**
 * Returns the network with stable names, without regularisers and constraints, and with unknown initialisers replaced
 * by zeros, so that it can be rebuilt in any process.
 */
export function portableTopology({ className, config }: Topology): Topology {
  const names = stableNames(config.layers.map((layer) => ({ name: nameOf(layer), className: layer.className })));
  const inbound = ([name, ...output]: Inbound): Inbound => [names.get(name)!, ...output];
  return {
    className,
    config: {
      ...config,
      name: stableNetworkName(config.name),
      layers: config.layers.map((layer): TopologyLayer => {
        const name = names.get(nameOf(layer))!;
        return {
          ...layer,
          ...(layer.name !== undefined && { name }),
          config: { ...withoutTrainingSettings(layer.config), name },
          ...(layer.inboundNodes && { inboundNodes: layer.inboundNodes.map((node) => node.map(inbound)) }),
        };
      }),
      ...(config.inputLayers && { inputLayers: config.inputLayers.map(inbound) }),
      ...(config.outputLayers && { outputLayers: config.outputLayers.map(inbound) }),
    },
  };
}

function withoutTrainingSettings(config: LayerDescription['config']): LayerDescription['config'] {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (/(Regularizer|Constraint)$/.test(key)) return [key, null];
      if (!key.endsWith('Initializer') || isKnownInitialiser(value as InitialiserDescription)) return [key, value];
      return [key, { className: 'Zeros', config: {} }];
    }),
  );
}

/**
 * Validates a topology read from model.json, as written by `portableTopology`.
 * @throws ConfigError if it is not a topology
 */
export function readTopology(value: unknown): Topology {
  const { className, config } = (value ?? {}) as { readonly className?: unknown; readonly config?: unknown };
  const { name, layers } = (config ?? {}) as { readonly name?: unknown; readonly layers?: unknown };
  const isValid =
    NETWORKS.includes(className as string) &&
    typeof name === 'string' &&
    Array.isArray(layers) &&
    layers.length <= MAX_LAYERS &&
    layers.every(isLayer);
  if (isValid) return value as Topology;
  const got = value === undefined ? 'nothing' : shownValue(value);
  throw new ConfigError(`model.topology: expected network layers as written by fromLayersModel, got ${got}`);
}

function isLayer(value: unknown): boolean {
  const { className, config } = (value ?? {}) as { readonly className?: unknown; readonly config?: unknown };
  const { name } = (config ?? {}) as { readonly name?: unknown };
  return typeof className === 'string' && typeof name === 'string';
}

/**
 * Builds a network from its layers. Its weights are zeros, because drawing initial weights takes time.
 * @param topology contains only layers of TensorFlow.js
 * @throws ConfigError if the layers do not fit together
 */
export function buildNetwork({ className, config }: Topology): tf.LayersModel {
  const [network, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[className]!;
  // Building may modify its argument, hence the clone. The untyped last argument skips drawing initial weights.
  const build = fromConfig as unknown as (...args: unknown[]) => tf.LayersModel;
  try {
    return build(network, structuredClone(config), {}, true);
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw new ConfigError(`network "${config.name}" cannot be built from its layers: ${reason}`, { cause });
  }
}
