// What clients of hosted Supabase send and expect, where Lite takes or gives it in another form.

import { headFits } from "./storage.mjs";

const AUTHENTICATED = "/storage/v1/object/authenticated/";
const OBJECT = /\/storage\/v1\/object\/./;
const SIGNING = /\/storage\/v1\/object\/(upload\/)?sign\//;

// What Lite keeps of an object whose client names neither.
const [UNNAMED_TYPE, UNNAMED_CACHE_CONTROL] = ["application/octet-stream", "no-cache"];

// An upload that cannot be read as one; Lite would answer 500, or store an empty object.
export class Malformed extends Error {
  answer() {
    const body = { statusCode: "400", error: "InvalidRequest", message: this.message };
    return Response.json(body, { status: 400, headers: { "access-control-allow-origin": "*" } });
  }
}

// The request as Lite takes it. Throws Malformed.
export async function incoming(request) {
  const { method, url } = request;
  if (url.includes(AUTHENTICATED) && ["GET", "HEAD"].includes(method)) {
    return new Request(url.replace(AUTHENTICATED, "/storage/v1/object/"), { method, headers: request.headers });
  }
  if (!OBJECT.test(url) || !["POST", "PUT"].includes(method)) return request;
  const isForm = /^multipart\/form-data/i.test(request.headers.get("content-type") ?? "");
  const taken = isForm ? await withoutForm(request) : request;
  const mimetype = taken.headers.get("content-type") || UNNAMED_TYPE;
  if (!headFits(mimetype, taken.headers.get("cache-control") ?? UNNAMED_CACHE_CONTROL)) {
    throw new Malformed("The content type and the cache control are too long");
  }
  return taken;
}

// The answer as clients expect it.
export async function outgoing(request, answer) {
  if (request.method !== "POST" || !SIGNING.test(request.url) || !answer.ok) return answer;
  const body = await answer.json();
  const links = Array.isArray(body) ? body.map(hostedLink) : hostedLink(body);
  return Response.json(links, { headers: { "access-control-allow-origin": "*" } });
}

// An upload in a form, whose file has no name in newer clients: the file itself, its settings as headers.
async function withoutForm(request) {
  const form = await formOf(request);
  const file = [...form.values()].find((value) => typeof value !== "string");
  if (!file) throw new Malformed("The form holds no file");
  const headers = new Headers(request.headers);
  const cacheControl = textOf(form, "cacheControl");
  const isAge = /^\d+$/.test(cacheControl ?? "");
  if (cacheControl) setHeader(headers, "cache-control", isAge ? `max-age=${cacheControl}` : cacheControl);
  const metadata = textOf(form, "metadata");
  if (metadata) headers.set("x-metadata", Buffer.from(metadata).toString("base64"));
  setHeader(headers, "content-type", file.type || UNNAMED_TYPE);
  headers.set("content-length", String(file.size));
  headers.delete("transfer-encoding");
  return new Request(request.url, { method: request.method, headers, body: await file.arrayBuffer() });
}

async function formOf(request) {
  try {
    return await request.formData();
  } catch {
    throw new Malformed("The body is not the form that its content type says");
  }
}

function textOf(form, field) {
  const value = form.get(field);
  if (value !== null && typeof value !== "string") throw new Malformed(`The form's ${field} is a file`);
  return value;
}

function setHeader(headers, name, value) {
  try {
    headers.set(name, value);
  } catch {
    throw new Malformed(`The ${name} is not a line that a header can carry`);
  }
}

// Signed links below /storage/v1, under the names that clients read.
function hostedLink({ signedUrl, ...rest }) {
  const link = signedUrl?.replace(/^\/storage\/v1/, "") || null;
  return { ...rest, signedUrl, signedURL: link, url: link };
}
