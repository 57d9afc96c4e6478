/** The part of an issuer that a person knows their site by; an issuer need not be a URL. */
export function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host || issuer : issuer;
}
