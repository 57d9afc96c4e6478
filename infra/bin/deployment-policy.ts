// Writes the policies of a deployment for the stack STACK_NAME.
import { writeFileSync } from 'node:fs';
import { deploymentPolicy, FILES, type PolicyFile } from '../lib/deployment-policy.ts';

for (const file of Object.keys(FILES) as PolicyFile[]) {
  const policy = deploymentPolicy(file, process.env.STACK_NAME || undefined);
  writeFileSync(new URL(`../${file}`, import.meta.url), `${JSON.stringify(policy, null, 2)}\n`);
}
