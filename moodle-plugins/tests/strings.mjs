// The strings of lang/en, as Moodle would give them.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const PLUGIN = path.join(import.meta.dirname, '../blocks/aitranslator');

const source = readFileSync(path.join(PLUGIN, 'lang/en/block_aitranslator.php'), 'utf8');
export const strings = new Map(
  [...source.matchAll(/^\$string\['([^']+)'\] = '((?:[^'\\]|\\.)*)';$/gm)].map(([, key, text]) => [
    key,
    text.replace(/\\(.)/g, '$1'),
  ]),
);

export function getString(key, component, a) {
  if (component !== 'block_aitranslator' || !strings.has(key)) {
    throw new Error(`[[${key}, ${component}]]`);
  }
  return strings.get(key).replace(/\{\$a(?:->(\w+))?\}/g, (placeholder, property) => {
    const value = property ? a?.[property] : a;
    if (value === undefined) {
      throw new Error(`${key} has no ${placeholder}`);
    }
    return String(value);
  });
}
