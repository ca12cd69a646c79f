// Objects of Storage as files: one file an object, named by a hash, so that no name can leave the folder.
// The first line of a file is JSON with what HTTP must say of the object; the bytes follow it.
// A file is written aside, flushed (where durable) and renamed: after an answer the object is whole.

import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";

const HEAD_BYTES = 512;

export class Files {
  driver = null;

  constructor({ folder, durable, maxBytes }) {
    this.folder = folder;
    this.durable = durable;
    this.maxBytes = maxBytes;
  }

  async uploadObject(bucket, key, _version, body, mimetype, cacheControl) {
    const path = this.#path(bucket, key);
    return this.#replace(path, async (aside) => {
      const handle = await open(aside, "wx", 0o600);
      try {
        const { size, md5 } = await this.#pour(handle, body);
        const head = { mimetype, cacheControl, size, eTag: `"${md5}"`, lastModified: new Date().toISOString() };
        await handle.write(headLine(head), 0, HEAD_BYTES, 0);
        if (this.durable) await handle.sync();
        return metadata(head);
      } finally {
        await handle.close();
      }
    });
  }

  async getObject(bucket, key) {
    const path = this.#path(bucket, key);
    const head = await readHead(path);
    const bytes = createReadStream(path, { start: HEAD_BYTES });
    return { httpStatusCode: 200, metadata: metadata(head), body: Readable.toWeb(bytes) };
  }

  async headObject(bucket, key) {
    return metadata(await readHead(this.#path(bucket, key)));
  }

  async deleteObject(bucket, key) {
    await rm(this.#path(bucket, key), { force: true });
  }

  async deleteObjects(bucket, keys) {
    for (const key of keys) await this.deleteObject(bucket, key);
  }

  async copyObject(bucket, key, _version, toBucket, toKey) {
    const from = this.#path(bucket, key);
    const { eTag, lastModified } = metadata(await readHead(from));
    await this.#replace(this.#path(toBucket, toKey), async (aside) => {
      await copyFile(from, aside);
      if (this.durable) await flush(aside);
    });
    return { httpStatusCode: 200, eTag, lastModified };
  }

  async privateAssetUrl() {
    throw new Error("image transformation is not in this stand-in");
  }

  #path(bucket, key) {
    const name = createHash("sha256").update(JSON.stringify([bucket, key])).digest("hex");
    return join(this.folder, name.slice(0, 2), name);
  }

  async #replace(path, write) {
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const aside = `${path}.${randomBytes(6).toString("hex")}`;
    try {
      const written = await write(aside);
      await rename(aside, path);
      if (this.durable) for (const one of [folder, this.folder]) await flush(one);
      return written;
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
  }

  async #pour(handle, body) {
    const md5 = createHash("md5");
    let size = 0;
    for await (const chunk of body instanceof Uint8Array ? [body] : body) {
      if (size + chunk.byteLength > this.maxBytes) {
        throw new Error(`the object exceeds the maximum allowed size of ${this.maxBytes} bytes`);
      }
      md5.update(chunk);
      await handle.write(chunk, 0, chunk.byteLength, HEAD_BYTES + size);
      size += chunk.byteLength;
    }
    return { size, md5: md5.digest("hex") };
  }
}

// Whether an object with these can be stored, whatever its size.
export function headFits(mimetype, cacheControl) {
  const eTag = `"${"0".repeat(32)}"`;
  const lastModified = new Date(0).toISOString();
  const widest = { mimetype, cacheControl, size: Number.MAX_SAFE_INTEGER, eTag, lastModified };
  return Buffer.byteLength(JSON.stringify(widest)) < HEAD_BYTES;
}

function headLine(head) {
  const line = Buffer.from(JSON.stringify(head));
  if (line.length >= HEAD_BYTES) throw new Error("the object's content type or cache control is too long");
  return Buffer.concat([line, Buffer.alloc(HEAD_BYTES - line.length - 1, " "), Buffer.from("\n")]);
}

async function readHead(path) {
  const handle = await open(path, "r");
  try {
    const { buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return JSON.parse(buffer.toString());
  } finally {
    await handle.close();
  }
}

async function flush(path) {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function metadata(head) {
  return { ...head, contentLength: head.size, lastModified: new Date(head.lastModified) };
}
