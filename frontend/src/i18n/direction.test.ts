import { expect, test } from 'vitest';
import { directionOf } from './direction';

test.each(['ar', 'he', 'fa', 'ur', 'ps', 'sd', 'yi', 'dv', 'ckb', 'az-Arab', 'pa-PK'])(
  '%s is written from right to left',
  (tag) => {
    expect(directionOf(tag)).toBe('rtl');
  },
);

test.each(['en', 'pt-BR', 'zh-Hant', 'ku', 'az', 'pa', 'not a tag'])(
  '%s is written from left to right',
  (tag) => {
    expect(directionOf(tag)).toBe('ltr');
  },
);
