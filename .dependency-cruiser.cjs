/** Folders of `src` from the bottom up. Each may import folders of the layers before it, and none of those after it. */
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
const folders = (layers) => `^src/(${layers.flat().join('|')})/`;

/** Entry points of a folder: its index, a subfolder's index, and `names.ts`, a list of option values. */
const ENTRY_POINT = '/(index|names)\\.ts$';

/**
 * Import rules; CONTRIBUTING.md gives the reasons. Type imports count: an interface from above is a dependency too.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Merge modules that import each other, or move what they share to a third module.',
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
      name: `${layer.join('-')}-imports-nothing-above-it`,
      severity: 'error',
      from: { path: folders([layer]) },
      to: { path: folders(LAYERS.slice(height + 1)) },
    })),
    {
      name: 'neighbours-do-not-import-each-other',
      severity: 'error',
      comment: 'Folders of one layer do not import each other.',
      from: { path: '^src/(clustering|gan|sweep)/' },
      to: { path: '^src/(clustering|gan|sweep)/', pathNot: '^src/$1/' },
    },
    {
      name: 'ops-are-the-bottom',
      severity: 'error',
      comment: 'Operations import only each other, errors and the random number generator.',
      from: { path: '^src/ops/' },
      to: { path: '^(src|audio|cli|test)/', pathNot: '^src/(ops/|errors\\.ts$|rng\\.ts$)' },
    },
    {
      name: 'inversion-imports-no-models',
      severity: 'error',
      comment: 'The inversion core works on any function Tensor -> Tensor.',
      from: { path: '^src/inversion/' },
      to: { path: '^src/', pathNot: '^src/(inversion/|ops/|errors\\.ts$|rng\\.ts$)' },
    },
    {
      name: 'decoding-and-segments-stand-alone',
      severity: 'error',
      comment: 'Decoding and segmenting audio need no model, data set or corpus.',
      from: { path: '^audio/(decode|segments|kernels)/' },
      to: {
        path: '^(src|audio)/',
        pathNot: ['^audio/(decode|segments|kernels)/', '^src/(errors|rng|wasm-kernels|user-cache-folder)\\.ts$'],
      },
    },
    {
      name: 'src-imports-no-audio',
      severity: 'error',
      comment: 'Code for recordings is passed to src as arguments.',
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
      name: 'folders-are-entered-through-their-indexes',
      severity: 'error',
      from: { path: '^(src|audio)/([^/]+)/' },
      to: { path: '^(src|audio)/[^/]+/', pathNot: [`^$1/$2/`, ENTRY_POINT] },
    },
    {
      name: 'names-load-nothing',
      severity: 'error',
      comment: 'The command line reads option values from names.ts before it loads anything else.',
      from: { path: '^(src|audio)/.+/names\\.ts$' },
      to: { path: '^(src|audio|cli)/|node_modules/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'cli-takes-from-indexes',
      severity: 'error',
      from: { path: '^cli/|^src/index\\.ts$' },
      to: { path: '^(src|audio)/[^/]+/', pathNot: ENTRY_POINT },
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
      to: { path: 'node_modules/(react|ink|commander|asciichart)/' },
    },
    {
      name: 'runtimes-only-in-engine',
      severity: 'error',
      comment: 'Only the engine chooses the native library that runs a program.',
      from: { path: '^(src|audio|cli)/', pathNot: '^src/engine/' },
      to: { path: 'node_modules/(onnxruntime-node|@tensorflow/tfjs-node-gpu)/' },
    },
    {
      name: 'shipped-code-needs-no-dev-package',
      severity: 'error',
      from: { path: '^(src|audio|cli)/', pathNot: '^cli/bundle\\.js$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm', 'npm-optional'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      comment:
        'Optional packages are imported by a computed name or by createRequire, so that a missing one can be handled.',
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
