import { expect, test } from 'vitest';
import { takeLaunchCode } from './launch-code';

test('the code is read from the fragment and leaves the address at once', () => {
  window.history.replaceState(null, '', '/app?lang=es#code=one-time');
  const entries = window.history.length;
  expect(takeLaunchCode(window)).toBe('one-time');
  expect(window.location.href).toBe('http://localhost:8787/app?lang=es');
  expect(window.history.length).toBe(entries);
});

test('a code with characters that URLs escape arrives as it was made', () => {
  window.history.replaceState(null, '', '/app#code=a%2Bb%3D');
  expect(takeLaunchCode(window)).toBe('a+b=');
});

test('a route in the fragment is no code and stays', () => {
  window.history.replaceState(null, '', '/app#/connection');
  expect(takeLaunchCode(window)).toBeNull();
  expect(window.location.hash).toBe('#/connection');
});

test('an empty code is no code', () => {
  window.history.replaceState(null, '', '/app#code=');
  expect(takeLaunchCode(window)).toBeNull();
  expect(window.location.hash).toBe('');
});
