import { describe, expect, test } from 'vitest';
import type { Catalogue } from './i18n';
import de from './locales/de.json';
import en from './locales/en.json';
import es from './locales/es.json';
import fr from './locales/fr.json';

/** Texts that are right to be the English ones; all else that is identical was not translated. */
const sameInEnglish: Record<string, string[]> = {
  es: ['connection.roles', 'switch_on.moodle_line_items', 'switch_on.moodle_line_items_value'],
  fr: [
    'connection.services',
    'problem.code',
    'problem.message',
    'switch_on.moodle_line_items',
    'switch_on.moodle_line_items_value',
  ],
  de: [
    'problem.code',
    'shared_data.name',
    'switch_on.moodle_line_items',
    'switch_on.moodle_line_items_value',
  ],
};

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
const english = new Map(flatten(en));

describe.each<[string, Catalogue]>([
  ['es', es],
  ['fr', fr],
  ['de', de],
])('%s', (language, catalogue) => {
  const texts = flatten(catalogue);

  test('has the keys of English, no more and no less', () => {
    expect(texts.map(([key]) => key)).toEqual([...english.keys()]);
  });

  test('leaves no text untranslated', () => {
    const identical = texts.filter(([key, text]) => text === english.get(key)).map(([key]) => key);
    expect(identical.sort()).toEqual(sameInEnglish[language]);
  });

  test('fills in what English fills in', () => {
    for (const [key, text] of texts) {
      expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''));
    }
  });
});

test.each<[string, Catalogue]>([
  ['en', en],
  ['es', es],
  ['fr', fr],
  ['de', de],
])('%s has no empty text and none with stray spaces', (_, catalogue) => {
  for (const [key, text] of flatten(catalogue)) {
    expect(text, key).not.toBe('');
    expect(text, key).toBe(text.trim());
  }
});
