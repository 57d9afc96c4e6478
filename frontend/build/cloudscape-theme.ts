import { type Plugin, runnerImport } from 'vite';
import { aliases, theme } from './palette.ts';

const id = /^virtual:cloudscape-theme\.css$/;

type Theme = { tokens: Record<string, unknown> };
type Theming = { generateThemeStylesheet(options: { theme: Theme }): string };

/**
 * Writes the theme's style sheet while building. Cloudscape's own applyTheme would add a style element in
 * the browser, which the page's content security policy forbids, and ship every token's default with it.
 */
export function cloudscapeTheme(): Plugin {
  return {
    name: 'cloudscape-theme',
    resolveId: { filter: { id }, handler: (source) => source },
    load: { filter: { id }, handler: styleSheet },
  };
}

async function styleSheet(): Promise<string> {
  const { generateThemeStylesheet } = await cloudscapeTheming();
  // The name of a variable carries a hash that changes between releases; a theme that sets it shows it.
  const tokens = Object.fromEntries(Object.values(aliases).map((token) => [token, '0']));
  const probe = generateThemeStylesheet({ theme: { tokens } });
  const variables = Object.entries(aliases).map(
    ([alias, token]) => `${alias}: var(${variableOf(token, probe)});`,
  );
  return `${generateThemeStylesheet({ theme })}\nbody { ${variables.join(' ')} }`;
}

function variableOf(token: string, probe: string): string {
  const name = token.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const found = probe.match(new RegExp(`--${name}-[a-z0-9]+(?=:)`));
  if (found === null) throw new Error(`Cloudscape has no design token ${token}; see build/palette.ts`);
  return found[0];
}

/** Cloudscape's modules import each other without file names, which Node cannot resolve but Vite can. */
async function cloudscapeTheming(): Promise<Theming> {
  const { module } = await runnerImport<Theming>('@cloudscape-design/components/theming', {
    configFile: false,
    logLevel: 'error',
    environments: { inline: { resolve: { noExternal: [/@cloudscape-design\//] } } },
  });
  return module;
}
