// Puts blocks onto a page and works with them as a student would.
import { vi } from 'vitest';
import { getString } from './strings.mjs';
import { example, render } from './templates.mjs';

export const LIMITS = { texts: 50, characterspertext: 10_000, characterspercall: 30_000 };

const language = (tag, name, site = false, dir = 'ltr') => ({ tag, name, dir, site });

/** A service that knows any pair. */
export const ANY = {
  model: 'a model',
  glossary: true,
  preferred: 'fr',
  languages: [
    language('fr', 'French', true),
    language('en', 'English', true),
    language('ar', 'Arabic', false, 'rtl'),
    language('es', 'Spanish'),
  ],
  pairs: [],
  anypair: true,
  limits: LIMITS,
};

/** A service that knows some pairs. */
export const PAIRS = {
  ...ANY,
  anypair: false,
  pairs: [
    { source: 'en', target: 'es', via: '' },
    { source: 'es', target: 'en', via: '' },
    { source: 'en', target: 'fr', via: 'es' },
  ],
};

/** An exception of Moodle. */
export const exception = (errorcode, message = `The message of ${errorcode}.`) => ({ errorcode, message });

/** Turns the words of a text to capitals, and the order of what stands in it. */
export function pretend(html) {
  const body = new DOMParser().parseFromString(`<!DOCTYPE html><body>${html}`, 'text/html').body;
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    walker.currentNode.data = walker.currentNode.data.toUpperCase();
  }
  body.replaceChildren(...[...body.childNodes].reverse());
  return body.innerHTML;
}

export const answerAll = (args) => ({
  model: 'a model',
  translations: args.texts.map((text) => ({
    text: args.format === 'html' ? pretend(text) : text.toUpperCase(),
    source: args.source || 'en',
    cached: false,
    inpieces: false,
  })),
});

/** Lets everything that is ready happen. */
export async function settle() {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** A promise to settle later. */
export function later() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

export class Block {
  constructor(root) {
    this.root = root;
  }

  part(name) {
    return this.root.querySelector(`[data-region="${name}"]`);
  }

  button(name) {
    return this.root.querySelector(`[data-action="${name}"]`);
  }

  text(name) {
    return this.part(name).textContent.trim();
  }

  async click(name) {
    this.button(name).focus();
    this.button(name).click();
    await settle();
  }

  async type(text) {
    this.part('text').focus();
    await settle();
    this.part('text').value = text;
    this.part('text').dispatchEvent(new Event('input', { bubbles: true }));
    await settle();
  }

  async choose(name, tag) {
    this.part(name).focus();
    await settle();
    this.part(name).value = tag;
    this.part(name).dispatchEvent(new Event('change', { bubbles: true }));
    await settle();
  }
}

/** A page with some content and blocks, whose modules are fresh. */
export async function mount({ content = '', blocks = 1, languages = ANY, answer = answerAll, ...context } = {}) {
  globalThis.moodle = {
    calls: [],
    getString,
    acceptPolicy: async () => ({ success: true }),
    answer: (methodname, args) =>
      methodname === 'block_aitranslator_languages' ? globalThis.moodle.languages() : globalThis.moodle.translate(args),
    languages: () => languages,
    translate: answer,
  };
  vi.resetModules();
  const rendered = Array.from({ length: blocks }, () =>
    render('translator', { ...example('translator'), consented: true, ...context }));
  const asides = rendered.map(({ html }) => `<section class="block_aitranslator block">${html}</section>`);
  document.body.innerHTML = `<div id="region-main"><div role="main">${content}</div></div><aside>${asides.join('')}</aside>`;
  const translator = await import('block_aitranslator/translator');
  const roots = [...document.querySelectorAll('[data-aitranslator]')];
  roots.forEach((root) => translator.init(root.id));
  await settle();
  return roots.map((root) => new Block(root));
}

/** The calls that translate. */
export const translations = () =>
  globalThis.moodle.calls.filter(({ methodname }) => methodname === 'block_aitranslator_translate').map(({ args }) => args);
