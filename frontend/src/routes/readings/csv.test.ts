import { expect, test } from 'vitest';
import { csvOf } from './csv';

const line = (...cells: (string | number | null)[]) => csvOf([cells]).slice(1);

test('a table begins with a byte order mark, and each of its lines ends with CR and LF', () => {
  expect(csvOf([['Name'], ['Zoë']])).toBe('\ufeffName\r\nZoë\r\n');
});

test('commas, quotation marks and line breaks are quoted', () => {
  expect(line('Smith, Ann', 'the "best"', 'a\r\nb')).toBe('"Smith, Ann","the ""best""","a\r\nb"\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('the text %j is no formula', (text) => {
  const written = line(text);
  expect(written.replace('"', '').startsWith(`'${text}`)).toBe(true);
});

test('a number stays a number, and nothing is an empty cell', () => {
  expect(line(-0.5, null, 10)).toBe('-0.5,,10\r\n');
});
