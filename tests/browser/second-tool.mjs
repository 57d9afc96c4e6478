// The tool is registered with the demo LMS once more, by hand, and asks for less than it does by itself: so a test has a platform
// that keeps names, or the list of members, to itself.

const TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration";
const AGS = "https://purl.imsglobal.org/spec/lti-ags/scope";
const MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";

/** Registers it under a name, activates it, and tells the tool. */
export async function registerAgain(page, server, name, { names = true, members = true }) {
  const { tool, lms } = server;
  await page.goto(`${lms}/register?${new URLSearchParams({ tool: `${tool}/lti/register` })}`);
  const address = new URL(await page.locator("iframe[name=tool]").getAttribute("src"));
  const [configuration, token] = ["openid_configuration", "registration_token"].map((key) => address.searchParams.get(key));
  const platform = await (await fetch(configuration)).json();
  const answer = await fetch(platform.registration_endpoint, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      application_type: "web",
      client_name: name,
      grant_types: ["client_credentials", "implicit"],
      initiate_login_uri: `${tool}/lti/login`,
      jwks_uri: `${tool}/lti/jwks`,
      redirect_uris: [`${tool}/lti/launch`],
      response_types: ["id_token"],
      token_endpoint_auth_method: "private_key_jwt",
      scope: [`${AGS}/lineitem`, `${AGS}/score`, `${AGS}/result.readonly`, ...(members ? [MEMBERS] : [])].join(" "),
      [TOOL]: {
        domain: new URL(tool).host,
        target_link_uri: `${tool}/app`,
        claims: ["iss", "sub", ...(names ? ["name", "given_name", "family_name"] : [])],
        messages: [{ type: "LtiDeepLinkingRequest", target_link_uri: `${tool}/app` }],
      },
    }),
  });
  const registered = await answer.json();
  const urls = ["--auth-url", platform.authorization_endpoint, "--token-url", platform.token_endpoint, "--jwks-url", platform.jwks_uri];
  const ids = ["--issuer", platform.issuer, "--client-id", registered.client_id, "--deployment-id", registered[TOOL].deployment_id];
  await server.operate("platform", "add", ...ids, ...urls);
  await page.goto(`${lms}/register`);
  await page.getByRole("button", { name: `Activate ${name}` }).click();
}
