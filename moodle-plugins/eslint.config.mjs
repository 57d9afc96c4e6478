// Moodle's own rules (its .eslintrc) as far as ESLint has them today, for the modules that Moodle loads; the
// recommended ones for build and tests.
import js from '@eslint/js';
import stylistic from '@stylistic/eslint-plugin';
import jsdoc from 'eslint-plugin-jsdoc';
import promise from 'eslint-plugin-promise';
import globals from 'globals';

const rules = (severity, names, plugin) =>
  Object.fromEntries(names.map((name) => [plugin ? `${plugin}/${name}` : name, severity]));

export default [
  { ignores: ['**/amd/build/**', 'node_modules/**'] },
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/amd/src/*.js'],
    plugins: { '@stylistic': stylistic, jsdoc, promise },
    languageOptions: { ecmaVersion: 2020, sourceType: 'module', globals: { ...globals.browser, M: 'readonly' } },
    rules: {
      ...promise.configs.recommended.rules,
      ...rules('error', [
        'no-console', 'array-callback-return', 'block-scoped-var', 'complexity', 'consistent-return', 'curly',
        'dot-notation', 'no-alert', 'no-caller', 'no-div-regex', 'no-empty-function', 'no-eq-null', 'no-eval',
        'no-extend-native', 'no-extra-bind', 'no-implied-eval', 'no-iterator', 'no-labels', 'no-loop-func', 'no-multi-str',
        'no-new-func', 'no-new-wrappers', 'no-octal-escape', 'no-proto', 'no-return-assign', 'no-script-url',
        'no-self-compare', 'no-sequences', 'no-throw-literal', 'no-unmodified-loop-condition', 'no-unused-expressions',
        'no-useless-call', 'no-undef-init', 'camelcase', 'max-depth', 'no-array-constructor', 'no-bitwise', 'no-lonely-if',
        'no-nested-ternary', 'no-implicit-globals', 'unicode-bom',
      ]),
      'capitalized-comments': ['error', 'always', { ignoreConsecutiveComments: true }],
      'max-nested-callbacks': ['error', 5],
      'no-restricted-globals': ['error', 'Notification'],
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'What the service answers never becomes markup of the page.' },
        { property: 'outerHTML', message: 'What the service answers never becomes markup of the page.' },
        { property: 'insertAdjacentHTML', message: 'What the service answers never becomes markup of the page.' },
      ],
      'no-unused-vars': ['error', { caughtErrors: 'none' }],
      ...rules('error', [
        'block-spacing', 'comma-spacing', 'computed-property-spacing', 'key-spacing',
        'keyword-spacing', 'linebreak-style', 'new-parens', 'no-multi-spaces', 'no-multiple-empty-lines', 'no-tabs',
        'no-trailing-spaces', 'no-whitespace-before-property', 'semi', 'semi-spacing',
        'space-before-blocks', 'space-in-parens', 'space-infix-ops', 'space-unary-ops', 'spaced-comment',
      ], '@stylistic'),
      '@stylistic/brace-style': ['error', '1tbs'],
      '@stylistic/comma-style': ['error', 'last'],
      '@stylistic/function-call-spacing': ['error', 'never'],
      '@stylistic/max-len': ['error', 132],
      '@stylistic/max-statements-per-line': ['error', { max: 2 }],
      '@stylistic/quote-props': ['error', 'as-needed', { unnecessary: false, keywords: true, numbers: true }],
      '@stylistic/space-before-function-paren': [
        'error',
        { anonymous: 'never', named: 'never', asyncArrow: 'never', catch: 'always' },
      ],
      '@stylistic/wrap-iife': ['error', 'any'],
      ...rules('error', [
        'check-access', 'check-alignment', 'check-param-names', 'check-property-names', 'empty-tags',
        'implements-on-classes', 'multiline-blocks', 'require-param', 'require-param-name', 'require-param-type',
        'require-property', 'require-property-name', 'require-property-type',
      ], 'jsdoc'),
      'jsdoc/require-jsdoc': ['error', { require: { ClassDeclaration: true, MethodDefinition: true }, checkConstructors: false }],
    },
  },
  {
    files: ['*.mjs', 'tests/**'],
    languageOptions: { ecmaVersion: 'latest', sourceType: 'module', globals: { ...globals.node, ...globals.browser } },
  },
];
