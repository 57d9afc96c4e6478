import { describe, expect, test } from 'vitest';
import assistantDe from './assistant/de.json';
import assistantEn from './assistant/en.json';
import assistantEs from './assistant/es.json';
import assistantFr from './assistant/fr.json';
import de from './locales/de.json';
import en from './locales/en.json';
import es from './locales/es.json';
import fr from './locales/fr.json';
import readingsDe from './readings/de.json';
import readingsEn from './readings/en.json';
import readingsEs from './readings/es.json';
import readingsFr from './readings/fr.json';

type Tree = { [key: string]: string | Tree };

const page: Record<string, Tree> = { en, es, fr, de };
const readings: Record<string, Tree> = { en: readingsEn, es: readingsEs, fr: readingsFr, de: readingsDe };
const assistant: Record<string, Tree> = {
  en: assistantEn,
  es: assistantEs,
  fr: assistantFr,
  de: assistantDe,
};

/** Texts that are right to be the English ones; all else that is identical was not translated. */
const sameInEnglish = {
  page: {
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
  },
  readings: {
    es: ['progress.filter_count'],
    fr: ['csv.maximum', 'progress.filter_count'],
    de: ['csv.name', 'progress.filter_count', 'text.text'],
  },
  assistant: {
    es: ['index.filter_count'],
    fr: ['index.filter_count', 'sources.page', 'sources.title'],
    de: ['index.filter_count'],
  },
};

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe.each([
  ['the page', page, sameInEnglish.page],
  ['the readings', readings, sameInEnglish.readings],
  ['the assistant', assistant, sameInEnglish.assistant],
] as const)('of %s,', (_, catalogues, same) => {
  const english = new Map(flatten(catalogues.en ?? {}));

  describe.each(['es', 'fr', 'de'] as const)('%s', (language) => {
    const texts = flatten(catalogues[language] ?? {});

    test('has the keys of English, no more and no less', () => {
      expect(texts.map(([key]) => key)).toEqual([...english.keys()]);
    });

    test('leaves no text untranslated', () => {
      const identical = texts.filter(([key, text]) => text === english.get(key)).map(([key]) => key);
      expect(identical.sort()).toEqual(same[language]);
    });

    test('fills in what English fills in', () => {
      for (const [key, text] of texts) {
        expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''));
      }
    });
  });

  test.each(['en', 'es', 'fr', 'de'])('%s has no empty text and none with stray spaces', (language) => {
    const texts = flatten(catalogues[language] ?? {});
    expect(texts.length).toBeGreaterThan(100);
    for (const [key, text] of texts) {
      expect(text, key).not.toBe('');
      expect(text, key).toBe(text.trim());
    }
  });
});

test.each(['en', 'es', 'fr', 'de'] as const)('%s says how many days open questions are kept', (language) => {
  const texts = new Map(flatten(assistant[language] ?? {}));
  for (const key of ['ask.privacy', 'ask.privacy_no_model']) {
    expect(texts.get(key), key).toMatch(/\b180\b/);
  }
});
