import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';

// The page loads its routes when they are first opened, which takes longer than a second where everything else runs too.
configure({ asyncUtilTimeout: 15_000 });

// jsdom lays nothing out; the editor asks where its selection is, to scroll to it.
Range.prototype.getClientRects = () => document.createElement('i').getClientRects();
Range.prototype.getBoundingClientRect = () => document.createElement('i').getBoundingClientRect();

beforeEach(() => {
  // jsdom has no media queries; a light device is the plain case.
  vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: false }));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
  window.sessionStorage.clear();
  window.history.replaceState(null, '', '/app');
  document.body.className = '';
  document.title = '';
});
