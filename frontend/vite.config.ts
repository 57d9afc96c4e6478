import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { cloudscapeTheme } from './build/cloudscape-theme.ts';
import { withoutWebFonts } from './build/without-web-fonts.ts';

export default defineConfig({
  plugins: [react(), cloudscapeTheme(), withoutWebFonts()],
  build: {
    // Every browser that can run the page preloads modules by itself.
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: { '/api': 'http://localhost:8787' },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'page',
          include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.tsx'],
          environment: 'jsdom',
          environmentOptions: { jsdom: { url: 'http://localhost:8787/app' } },
          setupFiles: ['src/test-utils/setup.ts'],
          // Cloudscape's modules import style sheets, which Node cannot load by itself.
          server: { deps: { inline: [/@cloudscape-design\//] } },
        },
      },
      { extends: true, test: { name: 'build', include: ['tests/**/*.test.ts'], environment: 'node' } },
    ],
    testTimeout: 20_000,
  },
});
