import type { Stack } from 'aws-cdk-lib';

/** A text as cdk-nag writes it in the name of a finding: what is known only at deployment in angle brackets. */
export function asFound(value: string, stack: Stack): string {
  const resolved: unknown = stack.resolve(value);
  if (typeof resolved === 'string') {
    return resolved;
  }
  const [, parts] = (resolved as { 'Fn::Join': [string, (string | { Ref: string })[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
}
