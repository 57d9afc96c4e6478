// Makes `amd/build` of every plugin from its `amd/src`, as Moodle's own Grunt does: a named AMD module for each file,
// minified without new names, with its source map. As a program it writes the files; the tests compare them.
import { readdir, readFile, writeFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformAsync } from '@babel/core';
import amd from '@babel/plugin-transform-modules-amd';
import { minify } from 'terser';

export const PLUGINS = path.dirname(fileURLToPath(import.meta.url));

/** Folders of plugin types, and what the names of their components begin with. */
const TYPES = { blocks: 'block', local: 'local', mod: 'mod' };

const names = async (folder) => {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw error;
  }
};

/** One module: `code` and `map`, as text. */
export async function buildModule(moduleId, source) {
  if (/^export default/m.test(source)) {
    throw new Error(`${moduleId}: export by name. Moodle's loader gives a default export only to code made by its Grunt.`);
  }
  const name = moduleId.split('/')[1];
  const transformed = await transformAsync(source, {
    configFile: false,
    babelrc: false,
    comments: false,
    sourceMaps: true,
    // Relative to amd/build, where the map will be.
    sourceFileName: `../src/${name}.js`,
    moduleIds: true,
    moduleId,
    plugins: [amd],
  });
  const { code, map } = await minify(
    { [`../src/${name}.js`]: transformed.code },
    {
      mangle: false,
      sourceMap: { content: transformed.map, includeSources: true, filename: `${name}.min.js`, url: `${name}.min.js.map` },
    },
  );
  return { code: `${code}\n`, map: `${map}\n` };
}

/** Everything that belongs into the `amd/build` folders: texts by paths, which are relative to `PLUGINS`. */
export async function buildAll() {
  const files = new Map();
  for (const [type, prefix] of Object.entries(TYPES)) {
    for (const plugin of await names(path.join(PLUGINS, type))) {
      const amdFolder = path.posix.join(type, plugin, 'amd');
      for (const file of await names(path.join(PLUGINS, amdFolder, 'src'))) {
        const name = path.basename(file, '.js');
        const source = await readFile(path.join(PLUGINS, amdFolder, 'src', file), 'utf8');
        const { code, map } = await buildModule(`${prefix}_${plugin}/${name}`, source);
        files.set(`${amdFolder}/build/${name}.min.js`, code);
        files.set(`${amdFolder}/build/${name}.min.js.map`, map);
      }
    }
  }
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = await buildAll();
  for (const folder of new Set([...files.keys()].map(path.posix.dirname))) {
    await rm(path.join(PLUGINS, folder), { recursive: true, force: true });
    await mkdir(path.join(PLUGINS, folder), { recursive: true });
  }
  for (const [file, text] of files) {
    await writeFile(path.join(PLUGINS, file), text);
  }
}
