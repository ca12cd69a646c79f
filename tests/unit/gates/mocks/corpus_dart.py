"""Dart and Flutter: what is a mock in production, and what only sounds like one."""

from __future__ import annotations

Files = dict[str, str]
PUBSPEC = """name: app
dependencies:
  flutter: {sdk: flutter}
  mocktail: 1.0.0
  supabase_flutter: 2.0.0
"""


def main(text: str, **others: str) -> Files:
    """lib/main.dart with this text, and files of lib/ by name."""
    more = {f"lib/{name.replace('__', '/')}.dart": text for name, text in others.items()}
    return {"pubspec.yaml": PUBSPEC, "lib/main.dart": text, **more}


AUTH = "class FakeAuth implements Auth { Future<int> login() async => go(); }\n"
USE = "import 'package:app/services/auth.dart';\n"

TRUE: dict[str, tuple[str, Files]] = {
    "mocktail in lib": ("test-library", main("import 'package:mocktail/mocktail.dart';\nvoid main() {}")),
    "flutter_test in lib": ("test-library", main("import 'src/a.dart';", src__a="import 'package:flutter_test/flutter_test.dart';")),
    "through an export": ("test-library", main("import 'all.dart';", all="export 'a.dart';", a="import 'package:mocktail/mocktail.dart';")),
    "in a part": ("mock-used", main("part 'src/p.dart';\nvoid main() {}", src__p="part of '../main.dart';\nclass FakeA {}\nfinal a = FakeA();")),
    "in the branch of another platform": (
        "test-library",
        main("import 'a.dart' if (dart.library.io) 'io.dart';", a="", io="import 'package:mocktail/mocktail.dart';"),
    ),
    "a fake service, made": ("mock-used", main(USE + "void main() { run(FakeAuth()); }", services__auth=AUTH)),
    "a constant fake": ("mock-used", main(USE + "void main() { run(const FakeAuth()); }", services__auth=AUTH)),
    "registered with get_it": (
        "mock-used",
        main(USE + "void main() { getIt.registerSingleton<Auth>(FakeAuth()); }", services__auth=AUTH),
    ),
    "a constructor handed over": ("mock-used", main(USE + "void main() { getIt.registerLazySingleton<Auth>(FakeAuth.new); }", services__auth=AUTH)),
    "a provider": (
        "mock-used",
        main(USE + "void main() => runApp(Provider<Auth>(create: (_) => FakeAuth(), child: const App()));", services__auth=AUTH),
    ),
    "under a prefix": ("mock-used", main("import 'services/auth.dart' as s;\nfinal a = s.FakeAuth();", services__auth=AUTH)),
    "registered by injectable": ("mock-used", main("@Injectable(as: Auth)\nclass MockAuth implements Auth { int x() => y(); }")),
    "a field": ("mock-used", main("class MockRepo {}\nclass Bloc { final repo = MockRepo(); }")),
    "a fake as a base": ("mock-used", main("class FakeApi { int x() => y(); }\nclass Api extends FakeApi {}")),
    "a storage in memory": ("mock-used", main("class InMemoryMessageRepository {}\nfinal r = InMemoryMessageRepository();")),
    "a function that makes mock messages": ("mock-used", main("List<M> generateMockMessages() => build();\nfinal m = generateMockMessages();")),
    "mock data": ("mock-data", main("final mockUsers = [User('a')];\nWidget w() => ListView(children: mockUsers.map(tile));")),
    "a file of fakes": ("mock-module", main("import 'services/mock_auth_service.dart';\nvoid main() => start();", services__mock_auth_service="void start() => go();")),
    "a helper of the tests": ("test-file", main("import '../test/helper.dart';") | {"test/helper.dart": "int x = 1;"}),
    "chosen in debug": ("mock-switch", main("class FakeAuth {}\nfinal a = kDebugMode ? FakeAuth() : Auth();")),
    "chosen by a flag": ("mock-switch", main("void main() { if (useMocks) { a(); } else { b(); } }")),
    "a define of the build": ("mock-switch", main("const x = bool.fromEnvironment('USE_MOCKS');\nvoid main() {}")),
    "not implemented": ("not-implemented", main("class Calls { Future<void> join() async { throw UnimplementedError(); } }")),
    "not implemented, short": ("not-implemented", main("Future<void> join() => throw UnimplementedError('later');")),
    "a user made up": ("canned-answer", main("Future<User> me() async {\n  await Future.delayed(const Duration(seconds: 1));\n  return User(id: 'mock-user', name: 'Jane Doe');\n}")),
    "a token made up": ("canned-answer", main("class A { String get token => 'fake-token'; }")),
    "a list that admits it": ("canned-answer", main("List<String> rooms() {\n  // hardcoded until LiveKit works\n  return ['general', 'random'];\n}")),
}  # fmt: skip

NEAR: dict[str, Files] = {
    "tests use mocks": main("void main() {}") | {"test/a_test.dart": "import 'package:mocktail/mocktail.dart';\nclass MockA {}\nvoid main() { MockA(); }"},
    "a fake that nobody uses": main("import 'services/auth.dart';\nvoid main() {}", services__auth=AUTH),
    "a fake that only its kin uses": main("class FakeDb { int x() => y(); }\nclass FakeAuth { final db = FakeDb(); }\nvoid main() {}"),
    "as a type only": main(USE + "void f(FakeAuth a) {}", services__auth=AUTH),
    "in comments and strings": main("// FakeAuth()\n/* import 'package:mocktail/mocktail.dart'; /* FakeAuth() */ */\nfinal s = 'FakeAuth()';"),
    "in a raw string": main("final s = r'FakeAuth() $x';\nfinal t = '''\nimport 'package:mocktail/mocktail.dart';\n''';"),
    "the stub of a conditional import": main(
        "import 'src/open_stub.dart' if (dart.library.io) 'src/open_io.dart';\nvoid main() => open();",
        src__open_stub="void open() { throw UnimplementedError(); }",
        src__open_io="void open() => go();",
    ),
    "an abstract member": main("abstract class Auth { Future<int> login(); }\nvoid main() {}"),
    "the interface of a plugin": main("abstract class P extends PlatformInterface { Future<int> a() { throw UnimplementedError('a'); } }"),
    "a provider that main overrides": main("final prefs = Provider<Prefs>((ref) => throw UnimplementedError());"),
    "a base with heirs": main("class Store { int get() => throw UnimplementedError(); }\nclass Disk extends Store { int get() => io(); }"),
    "a branch only": main("int f(int x) { if (x > 0) { return g(x); } throw UnimplementedError(); }"),
    "not supported here": main("void f() { throw UnsupportedError('web'); }"),
    "Flutter's Placeholder": main("Widget w() => const Placeholder();"),
    "a picture until it is loaded": main("class PlaceholderImage {}\nfinal p = PlaceholderImage();"),
    "a hint": main("class F { String get hintText => 'you@example.com'; }"),
    "a cache in memory": main("class InMemoryCache {}\nfinal c = InMemoryCache();"),
    "a detector": main("class FakeNewsDetector {}\nfinal d = FakeNewsDetector();\nbool isFake(x) => x.y();\nfinal z = isFake(1);"),
    "a mock-up": main("class MockupFrame {}\nfinal m = MockupFrame();"),
    "a speed test": main("import 'speed_test.dart';\nvoid main() => run();", speed_test="void run() => measure();"),
    "a stubborn one": main("class StubbornSocket {}\nfinal s = StubbornSocket();"),
    "debug, and no mock": main("void main() { if (kDebugMode) { print('x'); } }"),
    "generated files that are not there": main("part 'main.g.dart';\npart 'main.freezed.dart';\nvoid main() {}"),
    "constants": main("List<String> languages() => ['en', 'de'];\nint get retries => 3;"),
    "new syntax": main("final class A { List<int?> l(int? y) => [?y, 1]; }\n({int x}) r() => (x: 1_000);\nString s(Object o) => switch (o) { A() when true => 'a', _ => '${o.hashCode + {1: '}'}.length}' };"),
    "a package of its own name": main("import 'package:supabase_flutter/supabase_flutter.dart';\nvoid main() {}"),
    "a mock main of another flavour": main("void main() {}") | {"lib/main_mock.dart": "class FakeA {}\nvoid main() { FakeA(); }"},
}  # fmt: skip
