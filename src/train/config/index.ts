export { formatConfig, loadConfig, taskNames, type ConfigSource } from './load.js';
export { configSchema, type Config } from './schema.js';
