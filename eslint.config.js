// @ts-check
// Our own code passes our own strict preset: the plugin is loaded from its source, not from a build.
import tseslint from 'typescript-eslint'

import crashOnly from './eslint-plugin/src/index.ts'

export default tseslint.config(
  { ignores: ['**/dist/', '**/dist.*.new/', '**/.tsbuild/', 'eslint-plugin/tests/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  crashOnly.configs.strict,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // Tests write the files of projects that live as long as one test does: no reader ever sees them half written.
    files: ['**/*.test.ts', 'test/helpers/supervised-project.ts'],
    rules: { 'crash-only/no-non-atomic-write': 'off', 'crash-only/require-fsync-before-rename': 'off' },
  },
  {
    // Whoever runs a test or packs a release waits for it, and sees when it does not end.
    files: ['**/*.test.ts', 'test/**', 'extension/package.ts', 'extension/build.ts'],
    rules: { 'crash-only/require-timeout': 'off' },
  },
  { files: ['**/*.{js,mjs,cjs}'], extends: [tseslint.configs.disableTypeChecked] },
  // CommonJS has nothing but require.
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
)
