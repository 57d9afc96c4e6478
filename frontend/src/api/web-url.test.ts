import { expect, test } from 'vitest';
import { webUrl } from './web-url';

test.each(['https://moodle.example/mod/resource/view.php?id=7#page=3', 'http://localhost:8080/'])(
  '%s may be linked',
  (address) => {
    expect(webUrl(address)?.href).toBe(address);
  },
);

test.each([
  '',
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  'data:text/html,x',
  'blob:x',
  '/mod',
  'no url',
])('"%s" may not', (address) => {
  expect(webUrl(address)).toBeNull();
});
