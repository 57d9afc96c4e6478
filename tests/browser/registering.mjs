// A platform that registers tools as Moodle does: its administrator's page shows the tool in a frame, until the tool says that
// it is done.

import { once } from "node:events";
import { createServer } from "node:http";

const TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration";
const PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration";

const page = (frame) => `<!doctype html><html lang="en"><title>Manage tools</title><link rel="icon" href="data:,"><main><h1>Manage tools</h1>
<iframe title="Tool" width="900" height="600" src="${frame.replaceAll("&", "&amp;")}"></iframe><p id="said"></p></main>
<script>
addEventListener("message", ({ origin, data }) => {
  if (data?.subject !== "org.imsglobal.lti.close") return;
  document.querySelector("iframe").remove();
  document.querySelector("#said").textContent = origin;
});
</script>`;

/** Serves it on a free port; `manage` gives the page's address for a tool's. */
export async function registeringPlatform() {
  const registered = [];
  let origin;
  const answer = async (asked, said) => {
    const { pathname, searchParams } = new URL(asked.url, origin);
    if (pathname === "/manage") {
      said.setHeader("content-type", "text/html; charset=utf-8");
      return said.end(page(searchParams.get("tool")));
    }
    if (pathname === "/configuration") {
      const at = (path) => origin + path;
      const configuration = {
        issuer: origin,
        authorization_endpoint: at("/auth"),
        token_endpoint: at("/token"),
        jwks_uri: at("/jwks"),
        registration_endpoint: at("/register"),
        [PLATFORM]: { product_family_code: "moodle" },
      };
      return said.end(JSON.stringify(configuration));
    }
    if (pathname === "/register") {
      registered.push(JSON.parse(Buffer.concat(await asked.toArray()).toString()));
      return said.end(JSON.stringify({ client_id: "client", [TOOL]: { deployment_id: "1" } }));
    }
    said.writeHead(404).end();
  };
  const server = createServer((asked, said) => void answer(asked, said)).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    registered,
    manage(address) {
      const tool = new URL(address);
      tool.searchParams.set("openid_configuration", `${origin}/configuration`);
      tool.searchParams.set("registration_token", "token");
      return `${origin}/manage?${new URLSearchParams({ tool })}`;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
