// GitHub's own parser over the workflows and actions of one repository.
//
// Standard input: {"root": "/abs", "files": ["path from root", …]}. Standard output: one JSON object,
// {"version", "files": [{"path", "kind", "diagnostics", "failures"}], "end": true}, in the order asked.
// The language service logs what it could not do and then answers as if all were well; here every such
// line becomes a failure of the file. Nothing outside root is read and nothing is fetched.
/* global VERSION */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { registerLogger, validate } from "@actions/languageservice";
import { isActionDocument } from "@actions/languageservice/utils/document-type";
import { TextDocument } from "vscode-languageserver-textdocument";

const LARGEST_BYTES = 1024 * 1024;
const NOT_FOUND = "Unable to find reusable workflow";

let failures = [];
const fail = (message) => failures.push(String(message));
registerLogger({ error: fail, warn: () => {}, info: () => {}, log: () => {} });

function read(root, path) {
  const real = realpathSync(join(root, path));
  if (!real.startsWith(root + sep)) throw new Error("it lies outside the repository");
  if (statSync(real).size > LARGEST_BYTES) throw new Error("it is larger than 1 MiB");
  return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(real));
}

const documentOf = (name, content) => TextDocument.create(name, "yaml", 1, content);

// A called workflow with mistakes of its own is reported where it stands, not at its callers' lines.
async function isSound(path, content) {
  const found = await validate(documentOf(`called:///${path}`, content), {});
  return !found.some((one) => (one.severity ?? 1) === 1);
}

function provider(root) {
  return {
    async getFileContent(reference) {
      if ("repository" in reference) throw new Error("nothing is fetched");
      const content = read(root, reference.path);
      const isManifest = isActionDocument(reference.path);
      if (!isManifest && !(await isSound(reference.path, content))) throw new Error("it has mistakes");
      return { name: reference.path, content };
    },
  };
}

function isThere(root, reference) {
  try {
    read(root, reference.replace(/^(\.|\$)\//, ""));
    return true;
  } catch {
    return false;
  }
}

// Whether the parser's complaint is only that we fetch nothing, or about another file of the repository.
function isElsewhere(root, document, diagnostic) {
  if (diagnostic.message !== NOT_FOUND) return false;
  const reference = document.getText(diagnostic.range).replace(/^["']|["']$/g, "");
  return !/^(\.|\$)\//.test(reference) || isThere(root, reference);
}

async function look(root, path) {
  failures = [];
  let diagnostics = [];
  try {
    const document = documentOf(`file:///${path}`, read(root, path));
    const found = await validate(document, { fileProvider: provider(root) });
    diagnostics = found.filter((one) => !isElsewhere(root, document, one));
  } catch (error) {
    fail(error.message);
  }
  return { path, kind: isActionDocument(path) ? "action" : "workflow", diagnostics, failures };
}

async function main() {
  if (process.argv.includes("--version")) return `workflow-parser ${VERSION}\n`;
  const asked = JSON.parse(readFileSync(0, "utf-8"));
  const root = realpathSync(asked.root);
  const files = [];
  for (const path of asked.files) files.push(await look(root, path));
  return `${JSON.stringify({ version: VERSION, files, end: true })}\n`;
}

main().then(
  (answer) => process.stdout.write(answer),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 70;
  },
);
