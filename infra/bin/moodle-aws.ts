import { buildApp } from '../lib/app.ts';

try {
  buildApp(process.env).synth();
} catch (error) {
  // Mistakes in the configuration are the operator's to mend: its lines say how, and a stack trace would hide them.
  process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
