import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { timeOfDay } from '../i18n/format';
import { fakeTool, json } from '../test-utils/fake-tool';
import { anonymous, teacher } from '../test-utils/fixtures';
import { openTool } from '../test-utils/open-page';

const title = 'What your course shared about you';

function shownFor(term: string) {
  return screen.getByRole('term', { name: (_, element) => element.textContent === term }).nextElementSibling;
}

test('every detail that was released is shown', async () => {
  fakeTool({ 'GET /api/me': () => json(teacher({ locale: 'en-GB' })) });
  await openTool(title);
  expect(shownFor('Name')).toHaveTextContent('Tessa Teacher');
  expect(shownFor('E-mail address')).toHaveTextContent('tessa@example.org');
  expect(shownFor('Your number on the platform')).toHaveTextContent('4');
  expect(shownFor('Role')).toHaveTextContent('Teacher');
  expect(shownFor('Language')).toHaveTextContent('British English');
  expect(shownFor('Course')).toHaveTextContent('Tools and standards');
  expect(shownFor('Activity')).toHaveTextContent('Chat with the tutor');
  expect(shownFor('Learning platform')).toHaveTextContent('https://moodle.example');
});

test('every detail that was kept back is named as not shared', async () => {
  fakeTool({ 'GET /api/me': () => json(anonymous()) });
  await openTool(title);
  for (const term of [
    'Name',
    'E-mail address',
    'Your number on the platform',
    'Language',
    'Course',
    'Activity',
  ]) {
    expect(shownFor(term)).toHaveTextContent('Not shared');
  }
});

test('the page says until when the details are kept', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-21T10:00:00Z'), toFake: ['Date'] });
  fakeTool();
  await openTool(title);
  const end = timeOfDay(new Date('2026-11-21T11:00:00Z'), 'en');
  expect(screen.getByText(/^Until your session ends/)).toHaveTextContent(`at about ${end}`);
});
