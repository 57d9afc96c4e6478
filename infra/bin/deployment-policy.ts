// Prints the policy of a deployment for the stack STACK_NAME.
import { deploymentPolicy } from '../lib/deployment-policy.ts';

process.stdout.write(`${JSON.stringify(deploymentPolicy(process.env.STACK_NAME || undefined), null, 2)}\n`);
