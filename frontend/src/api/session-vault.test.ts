import { expect, test, vi } from 'vitest';
import { tabVault } from './session-vault';

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
