// The door in front of Supabase Lite. What comes in carries a credential that holds, or is refused here;
// Lite alone would take a token without a signature for no token at all.

import { timingSafeEqual } from "node:crypto";
import { jwtVerify } from "jose";

const SERVED = /^\/(rest|auth|storage)\/v1(\/|$)/;
const KEYLESS_AUTH = /^\/auth\/v1\/(callback|authorize|verify)$/;
const KEYLESS_STORAGE = [
  [/^\/storage\/v1\/(object|object\/info|render\/image)\/public\//, ["GET", "HEAD"]],
];
const SIGNED = [
  [/^\/storage\/v1\/(object|render\/image)\/sign\/[^/]+\/./, ["GET", "HEAD"]],
  [/^\/storage\/v1\/object\/upload\/sign\//, ["PUT"]],
];
// Matched against the path as Lite routes it; whatever lets a request in is matched against it as it was sent.
const USER_ADMINISTRATION = /^\/auth\/v1\/(admin|invite|generate_link)(\/|$)/;
const EMPTYING = /^\/storage\/v1\/bucket\/[^/]+\/empty$/;

// Roles that the server itself is or can become; "none" is SQL for the one that it connects as.
const NO_TOKENS_ROLE = /^(none|postgres|authenticator|dashboard_user|supabase_.*|pg_.*)$/i;

export class Gateway {
  // keys: role -> API key, for anon and service_role. secret: what tokens are signed with.
  constructor({ keys, secret }) {
    this.keys = Object.entries(keys);
    this.secret = new TextEncoder().encode(secret);
  }

  // The role an API key stands for, or null.
  roleOf(key) {
    return this.keys.find(([, known]) => same(known, key))?.[0] ?? null;
  }

  // A refusal, or null when the request may go on.
  async refusal(request) {
    const url = new URL(request.url);
    const path = url.pathname;
    if (!SERVED.test(path)) return answer(404, { message: `nothing is served at ${path}` });
    if (request.method === "OPTIONS" || isKeyless(request.method, path)) return null;
    if (isOneOf(SIGNED, request.method, path)) return this.#unsigned(url.searchParams.get("token"));
    const key = request.headers.get("apikey") ?? url.searchParams.get("apikey");
    const keyRole = key === null ? null : this.roleOf(key);
    if (key !== null && keyRole === null) return unauthorized("Invalid API key");
    const bearer = await this.#bearer(request.headers.get("authorization"));
    if (bearer.error) return unauthorized(bearer.error);
    if (key === null && (bearer.role === null || !path.startsWith("/storage/v1"))) {
      return unauthorized("No API key found in request");
    }
    return this.#reserved(path, bearer.role ?? keyRole);
  }

  async #unsigned(token) {
    try {
      await jwtVerify(token ?? "", this.secret, { algorithms: ["HS256"] });
      return null;
    } catch {
      return answer(400, { statusCode: "400", error: "InvalidJWT", message: "The link's token does not hold" });
    }
  }

  async #bearer(header) {
    if (header === null) return { role: null };
    const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
    if (!token) return { error: "The Authorization header is not of the form: Bearer <token>" };
    const role = this.roleOf(token);
    if (role) return { role };
    try {
      const { payload } = await jwtVerify(token, this.secret, { algorithms: ["HS256"] });
      const named = typeof payload.role === "string" && payload.role !== "";
      if (!named || NO_TOKENS_ROLE.test(payload.role)) return { error: "The token names no role that a token can" };
      return { role: payload.role };
    } catch (error) {
      return { error: error.code === "ERR_JWT_EXPIRED" ? "JWT expired" : "Invalid JWT" };
    }
  }

  #reserved(path, role) {
    const routed = asRouted(path);
    const administers = USER_ADMINISTRATION.test(routed);
    if (role !== "service_role" && (administers || EMPTYING.test(routed))) {
      return answer(403, { code: 403, error_code: "not_admin", msg: "This wants the service role" });
    }
    if (!administers) return null;
    return answer(501, { code: 501, error_code: "not_implemented", msg: "User administration is not in this stand-in" });
  }
}

// The path that Lite's router compares: each run of escapes decoded unless it is broken, "/" left as it is.
function asRouted(path) {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURI(run);
    } catch {
      return run;
    }
  });
}

function isKeyless(method, path) {
  return KEYLESS_AUTH.test(path) || isOneOf(KEYLESS_STORAGE, method, path);
}

function isOneOf(listed, method, path) {
  return listed.some(([pattern, methods]) => pattern.test(path) && methods.includes(method));
}

function same(known, given) {
  const [left, right] = [Buffer.from(known), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function unauthorized(message) {
  return answer(401, { code: 401, error_code: "no_authorization", message, msg: message });
}

function answer(status, body) {
  return Response.json(body, { status, headers: { "access-control-allow-origin": "*" } });
}
