import { expect, test } from 'vitest';
import { capitalised, dateAndTime, languageName, listOf, sizeOf } from './format';

test('a language is named in the language of the page', () => {
  expect(languageName('pt-BR', 'de')).toBe('Portugiesisch (Brasilien)');
});

test('a name by itself begins with a capital letter, however many units that letter takes', () => {
  expect(capitalised('anglais', 'fr')).toBe('Anglais');
  expect(capitalised('𐐨bc', 'en')).toBe('𐐀bc');
  expect(capitalised('', 'en')).toBe('');
});

test('a language tag or a date that makes no sense is shown as it came', () => {
  expect(languageName('not a tag', 'en')).toBe('not a tag');
  expect(dateAndTime('yesterday', 'en')).toBe('yesterday');
});

test('a moment is written as the language does', () => {
  expect(dateAndTime('2026-11-21T22:05:22Z', 'en')).toContain('2026');
  expect(dateAndTime('2026-11-21T22:05:22Z', 'en')).not.toBe(dateAndTime('2026-11-21T22:05:22Z', 'de'));
});

test('a list reads like a sentence', () => {
  expect(listOf(['Noms', 'Notes'], 'fr')).toBe('Noms et Notes');
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_234_567, '1.2 MB'],
  [52_428_800, '52.4 MB'],
  [5e12, '5,000 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(sizeOf(bytes, 'en')).toBe(text);
});
