import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { beforeAll, expect, test, vi } from 'vitest';
import { cells } from '../src/test-utils/docx';

const files = new Map<string, string | Uint8Array>();
const modules = new Map<string, string[]>();

beforeAll(async () => {
  // Vitest's own value would build React for development, several times the size.
  vi.stubEnv('NODE_ENV', 'production');
  const built = (await build({ logLevel: 'error', build: { write: false } })) as Rolldown.RolldownOutput;
  vi.unstubAllEnvs();
  for (const file of built.output) {
    files.set(file.fileName, file.type === 'chunk' ? file.code : file.source);
    if (file.type === 'chunk') modules.set(file.fileName, file.moduleIds);
  }
}, 120_000);

const page = () => String(files.get('index.html'));

/** What the browser loads before the first page shows: all that index.html names. */
const initial = (extension: string) =>
  [...page().matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => name.endsWith(extension));

const zipped = (names: string[]) =>
  names.reduce((sum, name) => sum + gzipSync(files.get(name) ?? '').length, 0) / 1000;

test('the page has no inline script, style or handler, which its policy would block', () => {
  expect(page()).toContain('<script type="module"');
  for (const [tag] of page().matchAll(/<script[^>]*>/g)) expect(tag).toMatch(/ src="\/assets\//);
  expect(page()).not.toMatch(/<style|\sstyle=|\son\w+=/);
});

test('every file that the page names is hashed and under /assets', () => {
  const named = [...page().matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url);
  expect(named.length).toBeGreaterThan(3);
  for (const url of named) expect(url).toMatch(/^\/assets\/[\w-]+-[\w-]{8}\.(js|css|svg)$/);
});

/** It has such code for old browsers and for templates, neither of which it uses here: see the next test. */
const wordReader = /\/node_modules\/mammoth\//;

test('no script makes code out of text, which the policy would block', () => {
  for (const [name, source] of files) {
    if (modules.get(name)?.some((module) => wordReader.test(module))) continue;
    if (name.endsWith('.js')) expect(String(source), name).not.toMatch(/\beval\(|\bFunction\(/);
  }
});

test('a Word document is read where no code may be made out of text', async () => {
  const script = `
    const mammoth = require('mammoth/mammoth.browser.min.js');
    const chunks = [];
    process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', async () => {
      const { buffer } = Uint8Array.from(Buffer.concat(chunks));
      console.log((await mammoth.convertToHtml({ arrayBuffer: buffer })).value);
    });`;
  const reader = spawn(process.execPath, ['--disallow-code-generation-from-strings', '-e', script]);
  reader.stdin.end(cells);
  expect(await text(reader.stdout)).toContain('<strong>membrane</strong>');
});

test('the style sheets carry no web font', () => {
  for (const [name, source] of files) {
    if (name.endsWith('.css')) expect(String(source), name).not.toContain('@font-face');
  }
});

test('the first load stays within its budget', () => {
  expect(zipped(initial('.js'))).toBeLessThan(180);
  expect(zipped(initial('.css'))).toBeLessThan(55);
});

test('no page of a tool is part of the first load', () => {
  const loaded = initial('.js').flatMap((name) => modules.get(name) ?? []);
  expect(loaded.some((module) => module.endsWith('/src/routes/home.tsx'))).toBe(true);
  const pages = ['shared-data.tsx', 'connection/connection.tsx', 'translate/translate.tsx'];
  for (const folder of ['readings', 'assistant']) {
    const parts = [...modules.values()].flat().filter((module) => module.includes(`/src/routes/${folder}/`));
    expect(parts.length).toBeGreaterThan(20);
    for (const part of parts) expect(loaded).not.toContain(part);
  }
  for (const page of pages) {
    expect(loaded.filter((module) => module.endsWith(`/src/routes/${page}`))).toEqual([]);
  }
});
