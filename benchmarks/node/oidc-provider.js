// oidc-provider with its own screens for developers. Prints its address.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const server = createServer();
await new Promise(listening => server.listen(0, "127.0.0.1", listening));
const address = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(address, {
  clients: [{
    client_id: "bench",
    redirect_uris: ["http://127.0.0.1:1/callback"],
    response_types: ["code"],
    grant_types: ["authorization_code"],
    application_type: "native",
    token_endpoint_auth_method: "none",
  }],
});
server.on("request", provider.callback());
console.log(address);
