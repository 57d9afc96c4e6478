import axe from 'axe-core';
import { HtmlValidate } from 'html-validate';
import { afterEach, describe, expect, test } from 'vitest';
import { ANY, exception, mount } from './block.mjs';
import { EVENTS, PLUGIN } from './strings.mjs';
import { example, render, source } from './templates.mjs';

const TEMPLATES = [
  ...['translator', 'notice', 'check'].map((name) => ['block_aitranslator', name, PLUGIN]),
  ...['picker', 'status', 'web_service'].map((name) => ['local_awsevents', name, EVENTS]),
];

/** What the page brings that a template is part of. */
const AROUND = { picker: '<label for="id_s_local_awsevents_events">Further events</label>' };

/** What Moodle has made HTML of already. */
const MARKUP = ['policy', 'box', 'all', 'pages'];

const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    // Mustache leaves white space where a section was.
    'no-trailing-whitespace': 'off',
  },
});

/** What of a page a machine finds inaccessible. jsdom has no layout: colours and sizes are for a browser. */
const violations = async () => {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
};

afterEach(() => {
  document.body.replaceChildren();
});

describe.each(TEMPLATES)('%s/%s', (component, name, plugin) => {
  test('renders its example as valid HTML', async () => {
    const report = await validator.validateString(render(name, example(name, plugin), plugin).html);
    expect(report.results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => [ruleId, message]))).toEqual([]);
  });

  test('is accessible', async () => {
    document.body.innerHTML = `<main><h1>Page</h1>${AROUND[name] ?? ''}${render(name, example(name, plugin), plugin).html}</main>`;
    expect(await violations()).toEqual([]);
  });

  test('has no style or script of its own in the markup', () => {
    expect(render(name, example(name, plugin), plugin).html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/i);
  });

  test('escapes what it is given', () => {
    const bad = '<img src=x onerror=alert(1)>"\'';
    const text = JSON.stringify(example(name, plugin), (key, value) =>
      typeof value === 'string' && !MARKUP.includes(key) && value !== '' ? bad : value);
    document.body.innerHTML = render(name, JSON.parse(text), plugin).html;
    expect(document.querySelector('img')).toBeNull();
  });

  test('names itself and has the boilerplate', () => {
    expect(source(name, plugin)).toMatch(/^\{\{!\n {4}This file is part of Moodle/);
    expect(source(name, plugin)).toContain(`@template ${component}/${name}\n`);
  });
});

describe('the template of the translator', () => {
  test('starts its own root, and nothing else', () => {
    const { html, scripts } = render('translator', example('translator'));
    document.body.innerHTML = html;
    const id = document.querySelector('[data-aitranslator]').id;
    expect(scripts).toHaveLength(1);
    expect(scripts[0].replace(/\s+/g, ' ').trim()).toBe(
      `require(['block_aitranslator/translator'], function(translator) { translator.init('${id}'); });`,
    );
  });

  test('carries the languages through the attribute unharmed', () => {
    const languages = JSON.stringify({ ...ANY, model: '"<&\'é' });
    document.body.innerHTML = render('translator', { ...example('translator'), languages }).html;
    expect(document.querySelector('[data-aitranslator]').dataset.languages).toBe(languages);
  });

  test('says who gets the text', () => {
    expect(render('translator', example('translator')).html).toContain('What you translate is sent to translate.example.com.');
  });

  test('is accessible with a result, a failure, the consent and a running page', async () => {
    const [block] = await mount({ content: '<h1>Page</h1><p>Words</p>' });
    await block.type('Hello');
    await block.click('translate');
    expect(await violations()).toEqual([]);
    globalThis.moodle.translate = () => Promise.reject(exception('quotareached'));
    await block.click('translate');
    await block.click('page');
    expect(await violations()).toEqual([]);
    globalThis.moodle.translate = () => new Promise(() => {});
    await block.click('page');
    expect(block.part('progress').hidden).toBe(false);
    expect(await violations()).toEqual([]);
    const [other] = await mount({ content: '<h1>Page</h1>', consented: false });
    await other.type('Hello');
    await other.click('translate');
    expect(other.part('consent').hidden).toBe(false);
    expect(await violations()).toEqual([]);
  });

  test('everything that can be used is reached by Tab', async () => {
    const [block] = await mount();
    const usable = [...block.root.querySelectorAll('button, select, textarea, a')];
    expect(usable.filter((element) => element.tabIndex < 0 || element.disabled)).toEqual([]);
  });
});
