// Compiles every PHP file of the plugins with another version of PHP, then runs their plain PHPUnit tests in it.
//
// node check.mjs 8.4 <folder of the plugins> <folder of PHP's libraries>

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { loadPHPRuntime, PHP } from "@php-wasm/universal";

const PLUGINS = "/plugins";
const LIBRARIES = "/libraries";

const [version, plugins, libraries] = process.argv.slice(2);
const { getPHPLoaderModule } = await import(`@php-wasm/node-${version.replace(".", "-")}`);
const php = new PHP(await loadPHPRuntime(await getPHPLoaderModule(), {}));
await mount(PLUGINS, plugins);
await mount(LIBRARIES, libraries);

const files = readdirSync(plugins, { recursive: true })
  .filter((file) => file.endsWith(".php") && !file.split(sep).includes("node_modules"))
  .sort();
let broken = 0;
for (const file of files) {
  const printed = await compile(join(plugins, file));
  if (printed !== "") {
    broken += 1;
    console.log(`${relative(process.cwd(), join(plugins, file))}: ${printed}`);
  }
}
const { text: exact } = await php.run({ code: "<?php echo PHP_VERSION;" });
console.log(`PHP ${exact} compiled ${files.length - broken} of ${files.length} files`);

const tests = await run(`<?php
    error_reporting(E_ALL & ~E_DEPRECATED);
    set_include_path('${LIBRARIES}');
    require 'PHPUnit/Autoload.php';
    $_SERVER['argv'] = ['phpunit', '--configuration', '${PLUGINS}/phpunit.xml', '--do-not-cache-result'];
    exit(PHPUnit\\TextUI\\Command::main(false));`);
console.log(tests.text.trim());
process.exit(broken > 0 || tests.exitCode !== 0 ? 1 : 0);

async function mount(at, root) {
  php.mkdir(at);
  await php.mount(at, (_php, FS, place) => {
    FS.mount(FS.filesystems.NODEFS, { root }, place);
    return () => FS.unmount(place);
  });
}

// What PHP has to say when it compiles the file, and nothing of it is run: `php -l` works once a process here.
async function compile(file) {
  php.writeFile("/tmp/compiled.php", returningAtOnce(readFileSync(file, "utf8")));
  const { text } = await run(`<?php error_reporting(E_ALL); ini_set('html_errors', '0'); include '/tmp/compiled.php';`);
  return text.trim().replaceAll(" in /tmp/compiled.php", "");
}

// `return` as the first statement, on the line where others may stand for the first time.
function returningAtOnce(source) {
  return source.replace(/^<\?php(?:[^]*?^namespace [\w\\]+;|[^]*?^declare\([^)]*\);)?/m, "$& return;");
}

async function run(code) {
  try {
    return await php.run({ code });
  } catch (error) {
    if (error.response) {
      return error.response;
    }
    throw error;
  }
}
