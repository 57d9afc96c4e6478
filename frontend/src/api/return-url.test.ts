import { expect, test } from 'vitest';
import { courseUrl } from './return-url';

const moodle = 'https://moodle.example/mod/lti/return.php?course=3&launch_container=3';

test('Moodle is asked for the course itself, not for a script that leaves a frame', () => {
  expect(courseUrl(moodle)).toBe('https://moodle.example/mod/lti/return.php?course=3');
});

test('the return address of another platform is never changed', () => {
  const canvas = 'https://canvas.example/courses/3?launch_container=3';
  expect(courseUrl(canvas)).toBe(canvas);
});

test.each([null, '', 'javascript:alert(1)', 'data:text/html,x', '/course', 'not a url'])(
  '%s leads nowhere',
  (returnUrl) => {
    expect(courseUrl(returnUrl)).toBeNull();
  },
);
