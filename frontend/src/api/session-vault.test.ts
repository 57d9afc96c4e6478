import { expect, test, vi } from 'vitest';
import { keyInSession, tabVault } from './session-vault';

test('what was saved is read until it is forgotten', () => {
  tabVault.save({ token: 'bearer', returnUrl: 'https://moodle.example/' });
  expect(tabVault.read()).toEqual({ token: 'bearer', returnUrl: 'https://moodle.example/' });
  tabVault.forget();
  expect(tabVault.read()).toBeNull();
});

test('a browser that blocks storage in frames means no stored session, not a broken page', () => {
  vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(() => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  });
  expect(() => tabVault.save({ token: 'bearer', returnUrl: null })).not.toThrow();
  expect(tabVault.read()).toBeNull();
  expect(() => tabVault.forget()).not.toThrow();
});

test.each(['not json', '"text"', '{}', '{"token":5}', 'null'])('a stored %s is no session', (kept) => {
  window.sessionStorage.setItem('moodle-aws.session', kept);
  expect(tabVault.read()).toBeNull();
});

test('what is kept with a session goes with it, and nothing else', () => {
  tabVault.save({ token: 'bearer', returnUrl: null });
  window.sessionStorage.setItem(keyInSession('conversation'), '[]');
  window.sessionStorage.setItem('moodle-aws.draft', '{}');
  tabVault.forget();
  expect(Object.keys(window.sessionStorage)).toEqual(['moodle-aws.draft']);
});
