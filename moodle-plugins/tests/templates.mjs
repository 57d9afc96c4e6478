// Renders the templates with what Moodle's Mustache engine adds.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Mustache from 'mustache';
import { getString, PLUGIN } from './strings.mjs';

export const source = (name) => readFileSync(path.join(PLUGIN, 'templates', `${name}.mustache`), 'utf8');

/** The example that stands in a template. */
export const example = (name) => JSON.parse(/Example context \(json\):\s*(\{[\s\S]*?\n {4}\})\n/.exec(source(name))[1]);

let renderings = 0;

/** `html`, and the `scripts` that Moodle would put at the end of the page. */
export function render(name, context) {
  const scripts = [];
  const helpers = {
    uniqid: `${++renderings}f00`,
    str: () => (text, inner) => {
      const [key, component, ...rest] = text.split(',').map((part) => inner(part.trim()));
      return getString(key, component, rest.join(','));
    },
    pix: () => (text) => `<i class="icon fa fa-${text.split(',')[0].trim().replace('/', '-')} fa-fw" aria-hidden="true"></i>`,
    js: () => (text, inner) => {
      scripts.push(inner(text));
      return '';
    },
  };
  return { html: Mustache.render(source(name), { ...context, ...helpers }), scripts };
}
