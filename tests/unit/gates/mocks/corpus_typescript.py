"""TypeScript and JavaScript: what is a mock in production, and what only sounds like one."""

from __future__ import annotations

Files = dict[str, str]
PACKAGE = '{"name": "web", "main": "src/main.ts", "dependencies": {"react": "1", "@apollo/client": "3"}}'


def main(text: str, suffix: str = "ts", **others: str) -> Files:
    """An entry point with this text, and files of src/ by name."""
    manifest = PACKAGE.replace("main.ts", f"main.{suffix}")
    more = {f"src/{name.replace('__', '/')}.ts": text for name, text in others.items()}
    return {"package.json": manifest, f"src/main.{suffix}": text, **more}


AUTH = "export class MockAuth implements Auth { login() { return 1; } }"

TRUE: dict[str, tuple[str, Files]] = {
    "msw in production": ("test-library", main("import { setupWorker } from 'msw/browser'; setupWorker().start();")),
    "sinon by require": ("test-library", main("const sinon = require('sinon');", "js")),
    "a global of jest": ("test-library", main("export const send = jest.fn();")),
    "a global of vitest": ("test-library", main("export const send = vi.fn();")),
    "faker, loaded late": ("test-library", main("export const f = async () => (await import('@faker-js/faker')).faker;")),
    "nock behind a barrel": (
        "test-library",
        main("import { a } from './lib';", lib__index="export * from './http';", lib__http="import nock from 'nock';"),
    ),
    "a mock of another file, made": ("mock-used", main("import { MockAuth } from './auth';\nconst a = new MockAuth();", auth=AUTH)),
    "a mock under another name": ("mock-used", main("import { MockAuth as Auth } from './auth';\nnew Auth();", auth=AUTH)),
    "a mock, exported under another name": (
        "mock-used",
        main("import { Auth } from './i';\nnew Auth();", i="export { MockAuth as Auth } from './auth';", auth=AUTH),
    ),
    "a mock of dependency injection": (
        "mock-used",
        main("import { MockAuth } from './auth';\nbind({ provide: Auth, useClass: MockAuth });", auth=AUTH),
    ),
    "a mock as shorthand property": (
        "mock-used",
        main("import { mockAuth } from './auth';\nexport default { mockAuth };", auth="export function mockAuth() {}"),
    ),
    "content while the key is missing": (
        "mock-used",
        main("function getMockContent(p) { return p.x(); }\nexport async function get(p) { if (!key) { return getMockContent(p); } return real(p); }"),
    ),
    "a component with a mock": (
        "mock-used",
        main("const MockChart = () => draw();\nexport const P = () => <div>Don't<MockChart /></div>;", "tsx"),
    ),
    "a mock that registers itself": ("mock-used", main("@Injectable()\nexport class FakeMailer { send() { return this.x(); } }")),
    "a store in memory": ("mock-used", main("class InMemoryUserStore {}\nexport const s = new InMemoryUserStore();")),
    "mock data": ("mock-data", main("const mockUsers = [{ id: 1 }];\nexport const all = () => filter(mockUsers);")),
    "a file of mocks": ("mock-module", main("import users from './mocks/users';\nshow(users);", mocks__users="export default load();")),
    "a file of the tests": (
        "test-file",
        main("import { make } from '../tests/factory';") | {"tests/factory.ts": "export const make = 1;"},
    ),
    "a spec": ("test-file", main("import './a.spec';") | {"src/a.spec.ts": ""}),
    "through an alias": (
        "mock-used",
        main("import { MockAuth } from '@lib/auth';\nnew MockAuth();", lib__auth=AUTH)
        | {"tsconfig.json": '{ // ours\n "compilerOptions": {"paths": {"@lib/*": ["./src/lib/*"],}}}'},
    ),
    "a user made up": (
        "canned-answer",
        main("// Before: Mock implementation\nexport async function getCurrentUser() {\n  return { id: 'mock-user', email: 'mock@example.com' };\n}"),
    ),
    "after a pretended wait": (
        "canned-answer",
        main("export const login = async () => {\n  await new Promise(r => setTimeout(r, 500));\n  return { token: 'fake-jwt' };\n};"),
    ),
    "an upload that is none": (
        "canned-answer",
        main("export function upload(f) {\n  // TODO: real upload\n  return true;\n}"),
    ),
    "an error that says so": ("not-implemented", main("export class Files { save() { throw new Error('Not implemented'); } }")),
    "a flag of Vite": (
        "mock-switch",
        main("export const auth = import.meta.env.VITE_USE_MOCKS === 'true' ? a() : b();"),
    ),
    "the worker of msw, in development": (
        "mock-switch",
        main("if (import.meta.env.DEV) { const { worker } = await import('./mocks/browser'); worker.start(); }", mocks__browser="export const worker = 1;"),
    ),
    "in a Vue component": (
        "mock-used",
        main("import C from './C.vue';", mocks="")
        | {"src/C.vue": "<template><p>it's</p></template>\n<script setup lang=\"ts\">\nimport { FakeApi } from './api';\nconst api = new FakeApi();\n</script>", "src/api.ts": "export class FakeApi {}"},
    ),
    "a name made at run time": ("computed-import", main("export const load = (n: string) => import(n);")),
}  # fmt: skip

NEAR: dict[str, Files] = {
    "types of a mock only": main("import type { MockAuth } from './auth';\nlet a: MockAuth;", auth=AUTH),
    "each name a type": main("import { type MockAuth } from './auth';\nlet a: MockAuth;", auth=AUTH),
    "a mock that nobody uses": main("import { real } from './auth';\nreal();", auth=AUTH + "\nexport const real = () => go();"),
    "tests beside the source": main("run();") | {"src/main.test.ts": "import { vi } from 'vitest'; vi.fn();"},
    "in a comment": main("// import { x } from 'msw'\n/* new MockAuth() */\nrun();"),
    "in a string": main("log(\"import 'sinon'\");\nlog('new MockAuth()');"),
    "in a template": main("log(`require('nock') ${x} new MockAuth()`);"),
    "in a regular expression": main("const r = /require('sinon')|jest.fn()/g; r.test(x);"),
    "text of a page": main("export const P = () => <p>Don't mock(), jest.fn() isn't here</p>;", "tsx"),
    "a placeholder of an input": main("export const P = () => <input placeholder='you@example.com' />;", "tsx"),
    "a component named Placeholder": main("const PlaceholderImage = () => draw();\nexport const P = () => <PlaceholderImage />;", "tsx"),
    "a durable object's stub": main("const stub = env.ROOM.get(id);\nexport const r = () => stub.fetch(req);"),
    "a maker of stubs for an RPC": main("function createStub(c) { return c.open(); }\nexport const s = createStub(c);"),
    "Apollo's cache": main("import { InMemoryCache } from '@apollo/client';\nexport const c = new InMemoryCache();"),
    "a mock-up editor": main("class MockupEditor {}\nexport const e = new MockupEditor();\nconst useMockup = () => e;\nuseMockup();"),
    "a mock exam": main("class MockExam {}\nnew MockExam();\nconst createMockExam = () => new MockExam();\ncreateMockExam();"),
    "fake reviews, found": main("class FakeReviewFilter {}\nnew FakeReviewFilter();\nconst detectFake = (r) => r.x();\ndetectFake(r);"),
    "StubHub": main("class StubHubClient {}\nexport const c = new StubHubClient();"),
    "a list's dummy node": main("const dummyNode = { next: null };\nexport const l = walk(dummyNode);"),
    "Vietnamese": main("import vi from './locales/vi';\nexport const t = vi.hello;", locales__vi="export default { hello: 'chào' };"),
    "an abstract class": main("export abstract class Store { get() { throw new Error('not implemented'); } }"),
    "a base with heirs": main("class Store { get() { throw new Error('Not implemented'); } }\nexport class D extends Store { get() { return io(); } }"),
    "an error about something else": main("export function f(x) { throw new Error('x is not supported'); }"),
    "a constant table": main("export const colors = () => ['red', 'green'];\nexport const f = () => ({ retries: 3 });"),
    "a flag that is not for mocks": main("if (import.meta.env.DEV) { log('dev'); }\nconst a = isFake ? 1 : 2;"),
    "a style sheet and an image": main("import './a.css';\nimport logo from './logo.svg';\nshow(logo);"),
    "Node's own test of a path": main("import test from './contest';\nimport fs from 'node:fs';\ntest(fs);", contest="export default 1;"),
    "a folder of locales": main("export const load = (n: string) => import(`./locales/${n}.ts`);", locales__en="export default 1;"),
    "an honest comment": main("export function limits() {\n  // these replace the mock values\n  return [1, 2];\n}"),
    "a division after a bracket": main("const a = f(1) / 2; const b = \"'\"; const c = a / 2;\nexport { a, b, c };"),
}  # fmt: skip
