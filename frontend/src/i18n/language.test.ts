import { expect, test } from 'vitest';
import { pickLanguage } from './language';

test.each([
  [['es'], 'es'],
  [['es-MX'], 'es'],
  [['de_AT'], 'de'],
  [['FR-ca'], 'fr'],
  [['pt-BR'], 'en'],
  [[], 'en'],
  [['pt-BR', 'fr', 'de'], 'fr'],
  [['est'], 'en'],
])('%j is served in %s', (wanted, language) => {
  expect(pickLanguage(wanted)).toBe(language);
});
