import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildAll, buildModule, PLUGINS } from '../build.mjs';
import { answerAll, ANY, Block, settle } from './block.mjs';
import { getString } from './strings.mjs';
import { example, render } from './templates.mjs';

const BUILD = 'blocks/aitranslator/amd/build';
const built = (file) => readFileSync(path.join(PLUGINS, file), 'utf8');

describe('amd/build', () => {
  test('is what `npm run build` makes of amd/src', async () => {
    const files = await buildAll();
    expect(readdirSync(path.join(PLUGINS, BUILD)).map((file) => `${BUILD}/${file}`).sort()).toEqual([...files.keys()].sort());
    for (const [file, text] of files) {
      expect(built(file), `${file}: npm run build`).toBe(text);
    }
  });

  test('has its modules under the names by which Moodle asks for them', () => {
    const modules = readdirSync(path.join(PLUGINS, BUILD)).filter((file) => file.endsWith('.min.js'));
    expect(modules).not.toEqual([]);
    for (const file of modules) {
      const code = built(`${BUILD}/${file}`);
      expect(code.startsWith(`define("block_aitranslator/${path.basename(file, '.min.js')}",["exports"`)).toBe(true);
      // Moodle's loader would put a name into what looks like a module without one.
      expect(code).not.toMatch(/define\(\s*(\[|function)/);
      expect(code).toMatch(new RegExp(`;\\n//# sourceMappingURL=${file}\\.map\\n$`));
      const map = JSON.parse(built(`${BUILD}/${file}.map`));
      expect(map.sources).toEqual([`../src/${path.basename(file, '.min.js')}.js`]);
      expect(map.sourcesContent[0]).toContain(`@module     block_aitranslator/${path.basename(file, '.min.js')}`);
    }
  });

  test('refuses a default export, which Moodle would not find', async () => {
    await expect(buildModule('block_x/y', 'export default 1;\n')).rejects.toThrow('block_x/y: export by name');
  });

  test('works with RequireJS and modules as Moodle defines them', async () => {
    const requirejs = createRequire(import.meta.url)('requirejs');
    const calls = [];
    const define = requirejs.define;
    // Moodle's own: an object, named exports, a class in the place of a default export, and a module without exports.
    define('core/ajax', [], () => ({
      call: ([{ methodname, args }]) => {
        calls.push(methodname);
        return [Promise.resolve(methodname === 'block_aitranslator_languages' ? ANY : answerAll(args))];
      },
    }));
    define('core/str', ['exports'], (exports) => {
      Object.defineProperty(exports, '__esModule', { value: true });
      exports.getString = async (...args) => getString(...args);
    });
    define('core_ai/policy', [], () => class {
      static async acceptPolicy() {
        calls.push('acceptPolicy');
      }
    });
    define('core/copy_to_clipboard', [], () => {});
    globalThis.define = define;
    for (const file of readdirSync(path.join(PLUGINS, BUILD)).filter((name) => name.endsWith('.min.js'))) {
      new Function('define', built(`${BUILD}/${file}`))(define);
    }
    const { html, scripts } = render('translator', { ...example('translator'), consented: false });
    document.body.innerHTML = html;
    await new Promise((resolve, reject) => {
      const loading = (names, ready) => requirejs(names, (...modules) => resolve(ready(...modules)), reject);
      new Function('require', scripts[0])(loading);
    });
    const block = new Block(document.querySelector('[data-aitranslator]'));
    await block.type('Hello');
    await block.click('translate');
    await block.click('accept');
    await settle();
    expect(block.text('output')).toBe('HELLO');
    expect(calls).toEqual(['block_aitranslator_languages', 'acceptPolicy', 'block_aitranslator_translate']);
  });
});
