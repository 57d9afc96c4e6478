// Renders the templates with what Moodle's Mustache engine adds.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Mustache from 'mustache';
import { getString, PLUGIN } from './strings.mjs';

export const source = (name, plugin = PLUGIN) => readFileSync(path.join(plugin, 'templates', `${name}.mustache`), 'utf8');

/** The example that stands in a template. */
export const example = (name, plugin = PLUGIN) =>
  JSON.parse(/Example context \(json\):\s*(\{[\s\S]*?\n {4}\})\n/.exec(source(name, plugin))[1]);

let renderings = 0;

/** `html`, and the `scripts` that Moodle would put at the end of the page. */
export function render(name, context, plugin = PLUGIN) {
  const scripts = [];
  const helpers = {
    uniqid: `${++renderings}f00`,
    str: () => (text, inner) => {
      const [, key, component, rest] = /^\s*([\w:]+)\s*(?:,\s*(\w+)\s*)?(?:,([\s\S]*))?$/.exec(text);
      const a = inner((rest ?? '').trim());
      return getString(key, component, a.startsWith('{') ? JSON.parse(a) : a);
    },
    // Moodle keeps quoted text from ending a string or opening a helper.
    quote: () => (text, inner) => JSON.stringify(inner(text.trim())),
    pix: () => (text) => `<i class="icon fa fa-${text.split(',')[0].trim().replace('/', '-')} fa-fw" aria-hidden="true"></i>`,
    js: () => (text, inner) => {
      scripts.push(inner(text));
      return '';
    },
  };
  return { html: Mustache.render(source(name, plugin), { ...context, ...helpers }), scripts };
}
