/** Rooms of `src`, from the bottom up: each may know those before it, and none of those after it. */
const LAYERS = [
  ['ops'],
  ['inversion'],
  ['losses'],
  ['engine'],
  ['models'],
  ['data'],
  ['eval'],
  ['figures'],
  ['train'],
  ['clustering', 'gan', 'sweep'],
  ['paper'],
];
const rooms = (layers) => `^src/(${layers.flat().join('|')})/`;

/** A room's index; the index of a part of it; its `names.ts`, which loads nothing and lists what a command line may say. */
const ENTRANCE = '/(index|names)\\.ts$';

/**
 * Who may import whom (CONTRIBUTING.md says why). Type imports count: an interface that leaks upwards is a dependency too.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two modules that need each other are one module, or share a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'errors-and-rng-import-nothing',
      severity: 'error',
      from: { path: '^src/(errors|rng|concurrency)\\.ts$' },
      to: { path: '.' },
    },
    ...LAYERS.slice(0, -1).map((layer, height) => ({
      name: `${layer.join('-')}-knows-nothing-above-it`,
      severity: 'error',
      from: { path: rooms([layer]) },
      to: { path: rooms(LAYERS.slice(height + 1)) },
    })),
    {
      name: 'neighbours-stay-apart',
      severity: 'error',
      comment: 'Rooms of one layer know nothing of each other.',
      from: { path: '^src/(clustering|gan|sweep)/' },
      to: { path: '^src/(clustering|gan|sweep)/', pathNot: '^src/$1/' },
    },
    {
      name: 'ops-are-the-bottom',
      severity: 'error',
      comment: 'Primitives know tensors, errors and randomness.',
      from: { path: '^src/ops/' },
      to: { path: '^(src|audio|cli|test)/', pathNot: '^src/(ops/|errors\\.ts$|rng\\.ts$)' },
    },
    {
      name: 'inversion-knows-functions-not-models',
      severity: 'error',
      comment: 'The inversion core works on any function Tensor -> Tensor.',
      from: { path: '^src/inversion/' },
      to: { path: '^src/', pathNot: '^src/(inversion/|ops/|errors\\.ts$|rng\\.ts$)' },
    },
    {
      name: 'decoding-and-segments-stand-alone',
      severity: 'error',
      comment: 'Reading sound and cutting it up needs no model, no dataset, no corpus.',
      from: { path: '^audio/(decode|segments)/' },
      to: { path: '^(src|audio)/', pathNot: '^(audio/(decode|segments)/|src/(errors|rng)\\.ts$)' },
    },
    {
      name: 'src-knows-no-audio',
      severity: 'error',
      comment: 'What the core needs of recordings is handed in.',
      from: { path: '^src/' },
      to: { path: '^audio/' },
    },
    {
      name: 'nothing-imports-cli',
      severity: 'error',
      from: { pathNot: '^(cli|test)/' },
      to: { path: '^cli/' },
    },
    {
      name: 'rooms-are-entered-through-their-indexes',
      severity: 'error',
      from: { path: '^(src|audio)/([^/]+)/' },
      to: { path: '^(src|audio)/[^/]+/', pathNot: [`^$1/$2/`, ENTRANCE] },
    },
    {
      name: 'names-load-nothing',
      severity: 'error',
      comment: 'The command line lists what it can be given before it loads anything.',
      from: { path: '^(src|audio)/.+/names\\.ts$' },
      to: { path: '^(src|audio|cli)/|node_modules/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'cli-takes-from-indexes',
      severity: 'error',
      from: { path: '^cli/|^src/index\\.ts$' },
      to: { path: '^(src|audio)/[^/]+/', pathNot: ENTRANCE },
    },
    {
      name: 'commands-are-entered-through-their-options-or-indexes',
      severity: 'error',
      from: { path: '^cli/commands/([^/]+)/' },
      to: { path: '^cli/commands/[^/]+/', pathNot: ['^cli/commands/$1/', '/index\\.ts$'] },
    },
    {
      name: 'terminal-only-in-cli',
      severity: 'error',
      from: { path: '^(src|audio)/' },
      to: { path: 'node_modules/(react|ink|commander|cli-table3|asciichart)/' },
    },
    {
      name: 'runtimes-only-in-engine',
      severity: 'error',
      comment: 'One place decides which native library runs a program.',
      from: { path: '^(src|audio|cli)/', pathNot: '^src/engine/' },
      to: { path: 'node_modules/(onnxruntime-node|@tensorflow/tfjs-node-gpu)/' },
    },
    {
      name: 'shipped-code-needs-no-dev-package',
      severity: 'error',
      from: { path: '^(src|audio|cli)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm', 'npm-optional'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      comment:
        'Optional packages are imported by computed name or through createRequire, so that their absence is a fact, not a crash.',
      from: { path: '^(src|audio|cli)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
