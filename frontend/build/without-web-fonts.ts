import type { Plugin } from 'vite';

/**
 * Drops the typeface that Cloudscape's global styles carry inside the style sheet. The theme uses the fonts
 * of the device, and a phone would otherwise load about 135 kB for letters that no element shows.
 */
export function withoutWebFonts(): Plugin {
  return {
    name: 'without-web-fonts',
    enforce: 'pre',
    transform: {
      filter: { id: /@cloudscape-design\/global-styles\/.*\.css/ },
      handler: (code) => code.replaceAll(/@font-face\s*\{[^}]*\}/g, ''),
    },
  };
}
