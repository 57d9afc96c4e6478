import { screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { fakeTool, json, noAnswer, noNetwork, refusal } from '../../test-utils/fake-tool';
import { connection } from '../../test-utils/fixtures';
import { openPage, openTool } from '../../test-utils/open-page';

const route = 'GET /api/connection';
const title = 'Connection to the learning platform';

const heldBack = connection({
  released: { name: false, email: false },
  services: { line_items: { available: false, scopes: [] }, memberships: { available: false } },
});

test('a teacher sees the registration and can copy each of its parts', async () => {
  fakeTool();
  const user = await openTool(title);
  await user.click(await screen.findByRole('button', { name: 'Copy: Client ID' }));
  expect(await navigator.clipboard.readText()).toBe('k3PZ0q9xTnS1abc');
  await user.click(screen.getByRole('button', { name: 'Copy: Issuer' }));
  expect(await navigator.clipboard.readText()).toBe('https://moodle.example');
  await user.click(screen.getByRole('button', { name: 'Copy: Deployment ID' }));
  expect(await navigator.clipboard.readText()).toBe('2');
});

test('a person whose browser copies nothing is told to do it by hand', async () => {
  fakeTool();
  const user = await openTool(title);
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('No', 'NotAllowedError'));
  await user.click(await screen.findByRole('button', { name: 'Copy: Client ID' }));
  expect(
    await screen.findByText('Copying did not work. Select the text and copy it yourself.'),
  ).toBeVisible();
});

test('the whole connection can be copied to ask for help', async () => {
  fakeTool();
  const user = await openTool(title);
  await user.click(await screen.findByRole('button', { name: 'Copy all as text' }));
  expect(JSON.parse(await navigator.clipboard.readText())).toEqual(connection());
});

test('a platform that gives everything needs nothing switched on', async () => {
  fakeTool();
  await openTool(title);
  expect(await screen.findAllByText('Released')).toHaveLength(2);
  expect(screen.getAllByText('Granted')).toHaveLength(2);
  expect(screen.queryByText('What can still be switched on')).toBeNull();
});

test('each detail and each service shows its own state', async () => {
  const services = { line_items: { available: false, scopes: [] }, memberships: { available: true } };
  fakeTool({ [route]: () => json(connection({ released: { name: true, email: false }, services })) });
  await openTool(title);
  const stateOf = (label: string) => screen.getByText(label, { selector: 'dt' }).nextElementSibling;
  await screen.findByText('Released to this tool');
  expect(stateOf('Names')).toHaveTextContent(/^Released$/);
  expect(stateOf('E-mail addresses')).toHaveTextContent(/^Not released$/);
  expect(stateOf('Grades')).toHaveTextContent(/^Not granted$/);
  expect(stateOf('List of members')).toHaveTextContent(/^Granted$/);
});

test('what Moodle holds back is named by the settings that change it', async () => {
  fakeTool({ [route]: () => json(heldBack) });
  await openTool(title);
  expect(await screen.findByText(/^In Moodle, an administrator opens Site administration/)).toBeVisible();
  for (const setting of [
    "“Share launcher's name with tool” to “Always”",
    "“Share launcher's email with tool” to “Always”",
    '“IMS LTI Assignment and Grade Services” to “Use this service for grade sync and column management”',
    "“IMS LTI Names and Role Provisioning” to “Use this service to retrieve members' information as per privacy settings”",
  ]) {
    expect(screen.getByText(setting)).toBeVisible();
  }
  expect(screen.getAllByText('Not released')).toHaveLength(2);
  expect(screen.getAllByText('Not granted')).toHaveLength(2);
});

test('only what is held back is asked for', async () => {
  fakeTool({ [route]: () => json(connection({ released: { name: true, email: false } })) });
  await openTool(title);
  expect(await screen.findByText(/Share launcher's email/)).toBeVisible();
  expect(screen.queryByText(/Share launcher's name/)).toBeNull();
});

test.each(['canvas', null])(
  'teachers of the platform %s are not sent to pages of Moodle',
  async (product) => {
    fakeTool({ [route]: () => json({ ...heldBack, product }) });
    await openTool(title);
    expect(await screen.findByText(/Names, E-mail addresses, Grades, and List of members\.$/)).toBeVisible();
    expect(screen.queryByText(/In Moodle/)).toBeNull();
  },
);

test('a launch without roles or custom parameters says none', async () => {
  fakeTool({ [route]: () => json(connection({ roles: [], custom_parameters: [] })) });
  await openTool(title);
  expect(await screen.findAllByText('None')).toHaveLength(2);
});

test('while the answer is on its way the page says that it loads', async () => {
  fakeTool({ [route]: noAnswer });
  await openTool(title);
  expect(screen.getByRole('status')).toHaveTextContent('Loading…');
});

test('a lost connection can be tried again from the page', async () => {
  fakeTool({ [route]: [noNetwork, noNetwork, () => json(connection())] });
  const user = await openTool(title);
  expect(await screen.findByText('The tool cannot be reached')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('k3PZ0q9xTnS1abc')).toBeVisible();
});

test('a learner who got here is told whose page it is, with what the tool said to pass on', async () => {
  fakeTool({ [route]: () => refusal(403, 'instructor_only', 'Only for instructors.') });
  const user = await openTool(title);
  const alert = await screen.findByRole('alert');
  expect(within(alert).getByText('This page is for teachers')).toBeVisible();
  expect(within(alert).getByText('Only for instructors.')).toHaveAttribute('lang', 'en');
  expect(within(alert).queryByRole('button', { name: 'Try again' })).toBeNull();
  await user.click(within(alert).getByRole('button', { name: 'Copy details' }));
  expect(await navigator.clipboard.readText()).toBe(
    'instructor_only\nrequest-of-instructor_only\nOnly for instructors.',
  );
});

test('a session that ended meanwhile gives way to the screen that says so', async () => {
  fakeTool({ [route]: () => refusal(401, 'session_expired') });
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  const user = await openPage();
  await user.click(await screen.findByRole('link', { name: new RegExp(`^${title}`) }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Your session has ended' })).toHaveFocus();
  expect(screen.getByRole('link', { name: 'Back to the course' })).toBeVisible();
});
