import { expect, test } from 'vitest';
import { courseUrl } from './return-url';

const moodle = 'https://moodle.example/mod/lti/return.php?course=3&launch_container=3';

test('inside a frame the return address is used as the platform sent it', () => {
  expect(courseUrl(moodle, true)).toBe(moodle);
});

test('in a tab of its own the tool asks Moodle for a redirect instead of a script that leaves a frame', () => {
  expect(courseUrl(moodle, false)).toBe('https://moodle.example/mod/lti/return.php?course=3');
});

test('the return address of another platform is never changed', () => {
  const canvas = 'https://canvas.example/courses/3?launch_container=3';
  expect(courseUrl(canvas, false)).toBe(canvas);
});

test.each([null, '', 'javascript:alert(1)', 'data:text/html,x', '/course', 'not a url'])(
  '%s leads nowhere',
  (returnUrl) => {
    expect(courseUrl(returnUrl, true)).toBeNull();
  },
);
