import js from '@eslint/js';
import jsdoc from 'eslint-plugin-jsdoc';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const typed = ['{src,audio,cli,test}/**/*.{ts,tsx}', 'vitest.config.ts'];
const library = ['{src,audio}/**/*.ts'];

export default defineConfig(
  globalIgnores(['**/assembly/', 'dist/', 'docs/reference/', 'runs/', 'coverage/']),
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
    extends: [tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // Library code does not print, does not end the process, and takes neither random numbers nor the time for results.
    files: library,
    plugins: { jsdoc },
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Throw an error; only cli may end the process.' },
        { object: 'process', property: 'stdout', message: 'Return or yield the data; only cli may print.' },
        { object: 'process', property: 'stderr', message: 'Return or yield the data; only cli may print.' },
        { object: 'Math', property: 'random', message: 'Take an Rng from src/rng.ts.' },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: 'Results must not depend on the clock; measure durations with performance.now().' },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['react', 'react/*', 'ink', 'ink-*'], message: 'Terminal components belong in cli.' }] },
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
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'ink', importNames: ['Text'], message: 'Use ui/components/text.tsx, which shows no escape codes.' },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'stdout', message: 'Write with results of ui/streams.ts.' },
        { object: 'process', property: 'stderr', message: 'Write with say of ui/streams.ts.' },
      ],
    },
  },
  {
    // The only ones that touch the terminal themselves.
    files: ['cli/ui/{streams,terminal,ink-screen}.{ts,tsx}', 'cli/ui/components/text.tsx'],
    rules: { 'no-restricted-imports': 'off', 'no-restricted-properties': 'off' },
  },
  {
    files: ['cli/**/*.js', 'test/**'],
    rules: { 'no-console': 'off' },
  },
);
