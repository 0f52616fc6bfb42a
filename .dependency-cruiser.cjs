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
      from: { path: '^src/(errors|rng)\\.ts$' },
      to: { path: '.' },
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
      to: { path: '^(src/(models|data|train|eval|engine|losses)/|audio/|cli/|test/)' },
    },
    {
      name: 'audio-stands-beside-the-core',
      severity: 'error',
      from: { path: '^audio/' },
      to: { path: '^(src|cli|test)/', pathNot: '^src/(data/|errors\\.ts$|rng\\.ts$|atomic-file\\.ts$)' },
    },
    {
      name: 'core-does-not-know-audio',
      severity: 'error',
      comment: 'Training takes a Dataset; where it comes from is decided in cli.',
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
