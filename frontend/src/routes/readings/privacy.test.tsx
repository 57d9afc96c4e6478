import { screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { fakeTool, json, noNetwork, refusal } from '../../test-utils/fake-tool';
import { privacy, teacher } from '../../test-utils/fixtures';
import { openPage } from '../../test-utils/open-page';

const route = 'GET /api/privacy';

type Replies = NonNullable<Parameters<typeof fakeTool>[0]>;

async function open(replies: Replies = {}) {
  const tool = fakeTool({
    'GET /api/me': () => json(teacher({ tools: ['privacy', 'shared_data'] })),
    ...replies,
  });
  const user = await openPage();
  await screen.findByRole('heading', { level: 1, name: 'What is kept' });
  return { user, tool };
}

test('a person sees what is kept about them', async () => {
  await open();
  expect(window.location.hash).toBe('#/privacy');
  expect(await screen.findByText('This is about you.')).toBeVisible();
  expect(screen.getByRole('heading', { name: 'Die Zelle' })).toBeVisible();
  expect(screen.getByText('Biology')).toBeVisible();
});

test.each([
  [{ user_id: '5', name: 'Sam Student' }, 'This is about Sam Student.'],
  [{ user_id: 'x-5', name: null }, 'This is about number x-5.'],
])('an administrator is told about whom it is: %j', async (subject, words) => {
  await open({ [route]: () => json(privacy({ own: false, subject })) });
  expect(await screen.findByText(words)).toBeVisible();
});

test('nothing kept is nothing to erase', async () => {
  await open({ [route]: () => json(privacy({ records: [] })) });
  expect(await screen.findByText('Nothing is kept.')).toBeVisible();
  expect(screen.queryByRole('button')).toBeNull();
});

test('all is erased only after a second thought, which can be kept from', async () => {
  const { user, tool } = await open();
  await user.click(await screen.findByRole('button', { name: 'Erase all of it' }));
  expect(screen.getByText(/This cannot be undone/)).toBeVisible();
  const keep = screen.getByRole('button', { name: 'Keep it' });
  await waitFor(() => expect(keep).toHaveFocus());
  await user.click(keep);
  expect(screen.getByRole('button', { name: 'Erase all of it' })).toHaveFocus();
  expect(screen.queryByText(/This cannot be undone/)).toBeNull();
  expect(tool.requests()).not.toContain('POST /api/privacy/erase');
});

test('erasing tells how much went, and the page can be looked at again', async () => {
  const { user } = await open({
    'POST /api/privacy/erase': [noNetwork, () => json({ erased: 1 })],
    // React asks twice in development.
    [route]: [() => json(privacy()), () => json(privacy()), () => json(privacy({ records: [] }))],
  });
  await user.click(await screen.findByRole('button', { name: 'Erase all of it' }));
  await user.click(screen.getByRole('button', { name: 'Erase' }));
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Records erased: 1')).toBeVisible();
  expect(screen.getByText('Records erased: 1').closest('[role="status"]')).toHaveFocus();
  expect(screen.queryByRole('heading', { name: 'Die Zelle' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Look again' }));
  expect(await screen.findByText('Nothing is kept.')).toBeVisible();
});

test('what is kept is downloaded as JSON', async () => {
  const blobs: Blob[] = [];
  URL.createObjectURL = vi.fn((blob: Blob) => {
    blobs.push(blob);
    return 'blob:x';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  const { user } = await open();
  await user.click(await screen.findByRole('button', { name: 'Download as JSON' }));
  const { subject, records } = privacy();
  const bytes = await blobs[0]?.arrayBuffer();
  expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual({ subject, records });
});

test('where the platform does not say whom it is about, the page says so', async () => {
  await open({ [route]: () => refusal(403, 'subject_missing') });
  expect(await screen.findByText('The platform does not say whom this is about')).toBeVisible();
});

test('about another person only an administrator may ask', async () => {
  await open({ [route]: () => refusal(403, 'administrator_only') });
  expect(await screen.findByText('This page is for administrators')).toBeVisible();
});
