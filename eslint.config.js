import js from '@eslint/js';
import jsdoc from 'eslint-plugin-jsdoc';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const typed = ['{src,audio,cli,test}/**/*.{ts,tsx}', 'vitest.config.ts'];
const library = ['{src,audio}/**/*.ts'];

export default defineConfig(
  globalIgnores(['dist/', 'runs/', 'coverage/']),
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: { process: 'readonly', URL: 'readonly', module: 'writable', require: 'readonly', console: 'readonly' },
    },
  },
  {
    files: typed,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      // Interfaces are written with methods and made of closures, which have no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // An interface may be asynchronous for the sake of one of its implementations.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowArray: true },
      ],
    },
  },
  {
    // The library draws nothing, ends nothing, and decides nothing by chance or by the clock.
    files: library,
    plugins: { jsdoc },
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Throw; only cli ends the process.' },
        { object: 'process', property: 'stdout', message: 'Return or yield; only cli prints.' },
        { object: 'process', property: 'stderr', message: 'Return or yield; only cli prints.' },
        { object: 'Math', property: 'random', message: 'Take an Rng from src/rng.ts.' },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: 'No clock in anything that decides a result; durations come from performance.now().' },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['react', 'react/*', 'ink', 'ink-*'], message: 'Terminal components live in cli.' }] },
      ],
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          enableFixer: false,
          require: {
            ArrowFunctionExpression: true,
            ClassDeclaration: true,
            FunctionDeclaration: true,
            FunctionExpression: true,
          },
          checkConstructors: false,
          checkGetters: false,
          checkSetters: false,
        },
      ],
      'jsdoc/check-alignment': 'error',
      'jsdoc/check-param-names': ['error', { checkDestructured: false, disableMissingParamChecks: true }],
      'jsdoc/check-tag-names': 'error',
      'jsdoc/no-types': 'error',
      'jsdoc/require-param-description': 'error',
      'jsdoc/require-returns-description': 'error',
    },
  },
  {
    files: ['cli/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
  {
    files: ['cli/**/*.js', 'test/**'],
    rules: { 'no-console': 'off' },
  },
);
