import path from 'node:path';
import { defineConfig } from 'vitest/config';

const here = import.meta.dirname;

export default defineConfig({
  resolve: {
    alias: [
      { find: /^block_aitranslator\/(.*)$/, replacement: path.join(here, 'blocks/aitranslator/amd/src/$1.js') },
      // Moodle's own modules are played by small ones.
      { find: /^(core|core_ai)\/(.*)$/, replacement: path.join(here, 'tests/moodle/$1/$2.mjs') },
    ],
  },
  test: { environment: 'jsdom', include: ['tests/**/*.test.mjs'], testTimeout: 60_000 },
});
