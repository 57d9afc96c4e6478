// The strings of lang/en, as Moodle would give them.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const PLUGIN = path.join(import.meta.dirname, '../blocks/aitranslator');
export const EVENTS = path.join(import.meta.dirname, '../local/awsevents');

const read = (plugin, component) => {
  const source = readFileSync(path.join(plugin, `lang/en/${component}.php`), 'utf8');
  return new Map(
    [...source.matchAll(/^\$string\['([^']+)'\] = '((?:[^'\\]|\\.)*)';$/gm)].map(([, key, text]) => [
      key,
      text.replace(/\\(.)/g, '$1'),
    ]),
  );
};

export const strings = read(PLUGIN, 'block_aitranslator');

/** By component; of Moodle's own those that templates ask for. */
const all = {
  block_aitranslator: strings,
  local_awsevents: read(EVENTS, 'local_awsevents'),
  core: new Map([['course', 'Course'], ['search', 'Search']]),
  core_form: new Map([['noselection', 'No selection']]),
};

export function getString(key, component, a) {
  if (!all[component || 'core']?.has(key)) {
    throw new Error(`[[${key}, ${component}]]`);
  }
  return all[component || 'core'].get(key).replace(/\{\$a(?:->(\w+))?\}/g, (placeholder, property) => {
    const value = property ? a?.[property] : a;
    if (value === undefined) {
      throw new Error(`${key} has no ${placeholder}`);
    }
    return String(value);
  });
}
