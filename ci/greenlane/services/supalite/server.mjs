// Supabase Lite behind our gateway, on the project's own PostgreSQL. Started as: node server.mjs SETTINGS
// SETTINGS is a JSON file that only this account reads; it holds the secrets. See settings.py for its shape.
// The libraries come from ./node_modules, a link to the unpacked bundle.

import { AsyncLocalStorage } from "node:async_hooks";
import { readFile } from "node:fs/promises";
import { serve } from "@hono/node-server";
import { App, SmtpEmailDriver, ConsoleEmailDriver, getAuthSchemaSql, getStorageSchemaSql, setExperimental } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { incoming, Malformed, outgoing } from "./clients.mjs";
import { Gateway } from "./gateway.mjs";
import { Files } from "./storage.mjs";

// Lite prints an expected refusal with its whole stack: a line says it.
for (const level of ["error", "warn"]) console[level] = (...said) => console.log(`${level}:`, said.map(oneLine).join(" "));

const settings = JSON.parse(await readFile(process.argv[2], "utf8"));
const askedRedirect = new AsyncLocalStorage();
const gateway = new Gateway({ keys: settings.keys, secret: settings.auth.jwt_secret });
const connection = createPostgresConnection({ postgresOptions: { ...settings.database, onnotice: () => {} } });

// Lite would otherwise grant everything in every schema with a policy to anon, at its first request.
connection.rlsState = "active";


setExperimental("storage", true);
const app = new App({
  connection,
  api: settings.api,
  auth: settings.auth,
  storage: settings.storage,
  studio: { enabled: false },
  db: { migrations: { enabled: false } },
  options: {
    server: { admin: false, disableStudio: true, disableFallback: true, apiKeys: { resolver } },
    drivers: { email: mailer() },
  },
});
app._storageAdapter = new Files(settings.files);

await makeTables();
await connection.driver.listen("pgrst", () => connection.clearSchemaCache());
for (const note of settings.notes) console.log(`note: ${note}`);
const server = serve({ fetch, port: settings.port, hostname: "127.0.0.1" });
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, stop);

function oneLine(said) {
  return String(said?.message ?? said).split("\n", 1)[0].slice(0, 500);
}

async function fetch(request, env) {
  const refusal = await gateway.refusal(request);
  if (refusal) return refusal;
  let taken;
  try {
    taken = await incoming(request);
  } catch (error) {
    if (error instanceof Malformed) return error.answer();
    throw error;
  }
  const context = { peerAddress: env.incoming.socket.remoteAddress ?? null };
  const asked = new URL(request.url).searchParams.get("redirect_to");
  return outgoing(request, await askedRedirect.run(asked, () => app.fetch(taken, context)));
}

async function resolver(key) {
  const role = gateway.roleOf(key);
  return role && { type: role === "service_role" ? "secret" : "publishable", claims: { role } };
}

// Links in mails lead to this server and from there to where the request asked, as hosted Supabase's do;
// Lite would lead them to the site alone. Whether that place is allowed is decided when the link is followed.
function mailer() {
  const driver = settings.smtp ? new SmtpEmailDriver(settings.smtp) : new ConsoleEmailDriver({ silent: true });
  const [theirs, ours] = [`${settings.auth.site_url}/auth/v1/verify`, `${settings.url}/auth/v1/verify`];
  const home = redirectTo(settings.auth.site_url);
  const turned = (text) => {
    const asked = askedRedirect.getStore();
    return text?.replaceAll(theirs, ours).replaceAll(home, asked ? redirectTo(asked) : home);
  };
  return { send: ({ text, html, ...mail }) => driver.send({ ...mail, text: turned(text), html: turned(html) }) };
}

function redirectTo(target) {
  return new URLSearchParams({ redirect_to: target }).toString();
}

// Each as the role that owns the schema, so that later policies and triggers find it as hosted Supabase has it.
async function makeTables() {
  for (const [role, sql] of [
    ["supabase_auth_admin", getAuthSchemaSql(false)],
    ["supabase_storage_admin", getStorageSchemaSql(false)],
  ]) {
    await connection.driver.begin(async (transaction) => {
      await transaction.unsafe(`SET LOCAL ROLE ${role}`);
      await transaction.unsafe(sql);
    });
  }
}

function stop() {
  server.close(() => connection.close().finally(() => process.exit(0)));
  server.closeIdleConnections?.();
  setTimeout(() => process.exit(0), 3000).unref();
}
