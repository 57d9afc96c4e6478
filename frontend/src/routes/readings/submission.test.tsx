import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeTool, json, refusal } from '../../test-utils/fake-tool';
import { member, submission, teacher } from '../../test-utils/fixtures';
import { openPage } from '../../test-utils/open-page';

const route = 'GET /api/reading/submission';

async function open(reply = () => json(submission())) {
  fakeTool({ 'GET /api/me': () => json(teacher({ tools: ['submission', 'reading'] })), [route]: reply });
  await openPage();
  await screen.findByRole('heading', { level: 1, name: 'One student’s reading' });
}

test('a submission review opens the state of one student, with what to do about their grade', async () => {
  await open();
  expect(window.location.hash).toBe('#/submission');
  expect(await screen.findByRole('heading', { name: 'Sam Student' })).toBeVisible();
  expect(screen.getByText('Die Zelle')).toHaveAttribute('lang', 'de');
  expect(screen.getByText('sam@example.org')).toBeVisible();
  expect(screen.getByText(/An administrator has to allow it, then send again/)).toBeVisible();
  expect(screen.queryByText('This person is no longer in the course.')).toBeNull();
});

test('somebody without a name who left before reading is told of as such', async () => {
  await open(() => json(submission({ in_course: false, member: member({ name: null, user_id: 'x-9' }) })));
  expect(await screen.findByRole('heading', { name: 'Student without a shared name' })).toBeVisible();
  expect(screen.getByText('x-9')).toBeVisible();
  expect(screen.getByText('Not yet')).toBeVisible();
  expect(screen.getByText('This person is no longer in the course.')).toBeVisible();
});

test('a submission that is not there says why', async () => {
  await open(() => refusal(404, 'reading_not_found'));
  expect(await screen.findByText('The text is not there')).toBeVisible();
});
