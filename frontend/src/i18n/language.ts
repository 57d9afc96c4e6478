export const languages = ['en', 'es', 'fr', 'de'] as const;
export type Language = (typeof languages)[number];

/**
 * The first wanted language that we speak, by its base: `es-MX` is served in Spanish. English when none is.
 * Platforms and browsers write both `pt-BR` and `pt_BR`.
 */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split(/[-_]/, 1)[0];
    const language = languages.find((known) => known === base);
    if (language !== undefined) return language;
  }
  return 'en';
}
