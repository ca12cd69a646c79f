// What clients of hosted Supabase send and expect, where Lite takes or gives it in another form.

const AUTHENTICATED = "/storage/v1/object/authenticated/";
const OBJECT = /\/storage\/v1\/object\/./;
const SIGNING = /\/storage\/v1\/object\/(upload\/)?sign\//;

// The request as Lite takes it.
export async function incoming(request) {
  const { method, url } = request;
  if (url.includes(AUTHENTICATED) && ["GET", "HEAD"].includes(method)) {
    return new Request(url.replace(AUTHENTICATED, "/storage/v1/object/"), { method, headers: request.headers });
  }
  const isForm = request.headers.get("content-type")?.startsWith("multipart/form-data");
  return isForm && OBJECT.test(url) ? withoutForm(request) : request;
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
  let form;
  try {
    form = await request.formData();
  } catch {
    return new Request(request.url, { method: request.method, headers: request.headers });
  }
  const file = [...form.values()].find((value) => typeof value !== "string");
  const headers = new Headers(request.headers);
  const cacheControl = form.get("cacheControl");
  if (cacheControl) headers.set("cache-control", /^\d+$/.test(cacheControl) ? `max-age=${cacheControl}` : cacheControl);
  const metadata = form.get("metadata");
  if (metadata) headers.set("x-metadata", Buffer.from(metadata).toString("base64"));
  headers.set("content-type", file?.type || "application/octet-stream");
  headers.set("content-length", String(file?.size ?? 0));
  headers.delete("transfer-encoding");
  return new Request(request.url, { method: request.method, headers, body: file ? await file.arrayBuffer() : "" });
}

// Signed links below /storage/v1, under the names that clients read.
function hostedLink({ signedUrl, ...rest }) {
  const link = signedUrl?.replace(/^\/storage\/v1/, "") || null;
  return { ...rest, signedUrl, signedURL: link, url: link };
}
