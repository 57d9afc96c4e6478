import { expect, test } from 'vitest';
import { bestTarget, closest, reversed, targetsOf, viaOf, withSource } from './pairs';

const any = { languages: ['de', 'en', 'es', 'pt', 'zh-Hant'], pairs: null };
const some = {
  languages: ['ca', 'en', 'es', 'fr'],
  pairs: [
    { source: 'ca', target: 'es', via: null },
    { source: 'en', target: 'es', via: null },
    { source: 'es', target: 'ca', via: null },
    { source: 'es', target: 'fr', via: null },
    { source: 'en', target: 'ca', via: 'es' },
  ],
};

test.each([
  ['pt-BR', 'pt'],
  ['pt_BR', 'pt'],
  ['ES', 'es'],
  ['zh-TW', 'zh-Hant'],
  ['fr', undefined],
])('%s is served in %s', (wanted, offered) => {
  expect(closest([wanted], any.languages)).toBe(offered);
});

test('the exact tag is better than its base, and the base better than another region', () => {
  expect(closest(['pt-BR'], ['pt-PT', 'pt', 'pt-BR'])).toBe('pt-BR');
  expect(closest(['pt-BR'], ['pt-PT', 'pt'])).toBe('pt');
});

test('a wish that cannot be met leaves the choice to the next one, and at last to the engine', () => {
  expect(bestTarget(any, null, ['tlh', 'de'])).toBe('de');
  expect(bestTarget(some, null, ['tlh'])).toBe('es');
  expect(bestTarget({ languages: [], pairs: [] }, null, ['en'])).toBeUndefined();
});

test('a text goes to any other language, or to those that its pairs reach', () => {
  expect(targetsOf(any, 'en')).toEqual(['de', 'es', 'pt', 'zh-Hant']);
  expect(targetsOf(some, 'es')).toEqual(['ca', 'fr']);
  expect(targetsOf(some, null)).toEqual(['es', 'ca', 'fr']);
});

test('a source that makes the target impossible takes the old source, else what the person speaks', () => {
  expect(withSource(any, { source: 'en', target: 'de' }, 'de', [])).toEqual({ source: 'de', target: 'en' });
  expect(withSource(some, { source: null, target: 'es' }, 'es', ['fr'])).toEqual({
    source: 'es',
    target: 'fr',
  });
  expect(withSource(any, { source: 'en', target: 'de' }, 'es', ['pt'])).toEqual({
    source: 'es',
    target: 'de',
  });
});

test('the way back is that of the chosen or of the recognised source', () => {
  expect(reversed(any, { source: 'en', target: 'de' }, null)).toEqual({ source: 'de', target: 'en' });
  expect(reversed(any, { source: null, target: 'de' }, 'en-US')).toEqual({ source: 'de', target: 'en' });
});

test('there is no way back without a source, or without a pair', () => {
  expect(reversed(any, { source: null, target: 'de' }, null)).toBeNull();
  expect(reversed(some, { source: 'es', target: 'fr' }, null)).toBeNull();
  expect(reversed(some, { source: 'en', target: 'ca' }, null)).toBeNull();
});

test('a language in between is known by its pair', () => {
  expect(viaOf(some, { source: 'en', target: 'ca' })).toBe('es');
  expect(viaOf(some, { source: 'en', target: 'es' })).toBeNull();
  expect(viaOf(some, { source: null, target: 'ca' })).toBeNull();
  expect(viaOf(any, { source: 'en', target: 'ca' })).toBeNull();
});
