import HarnessKit
import Ledger
import Project
import Verifier
import Worktree

/// New modules of the project that Python finds before those that run its tests, or that these load, and new files that hide
/// a module of the project.
///
/// What is started as `python -m unittest` looks in its own folder first.
struct ShadowedModules {
    let shop: Workshop
    let scenarios: [ScenarioSource]

    private static let runners: Set = [
        "unittest", "pytest", "_pytest", "pluggy", "xdist", "nose", "nose2", "doctest", "coverage", "tox", "nox",
        "twisted", "testtools", "stestr",
    ]
    /// Of Python itself, and loaded by those that run tests.
    private static let loaded: Set = [
        "traceback", "runpy", "difflib", "argparse", "pprint", "inspect", "ast", "dis", "linecache", "tokenize",
        "contextlib", "functools", "collections", "warnings", "weakref", "logging", "signal", "fnmatch", "importlib",
        "types", "enum", "re", "tempfile", "shutil", "subprocess", "threading", "asyncio", "concurrent", "bdb", "pdb",
        "timeit", "textwrap", "operator", "keyword", "heapq", "dataclasses", "typing", "pkgutil",
    ]

    /// Nil where there is none, or nobody can tell which files are new.
    func run() throws -> ControlResult? {
        guard let changes = try shop.former.changes() else { return nil }
        let added = changes.filter { $0.kind == "A" }.map(\.path)
        if let what = GateFinding.some(of: added.filter(hidesFolder)) {
            return ControlResult(
                "modules", .couldNotRun,
                "\(what) hides a folder of that name with an index, which was found there before the work",
                code: GateCode.shadowed.rawValue)
        }
        let new = added.filter { $0.hasSuffix(".py") || $0.hasSuffix(".pyc") }
        guard !new.isEmpty else { return nil }
        let folders = try folders()
        let found = new.filter { path in
            Self.module(of: path).map { FileStatus(of: shop.store.workspace.root / $0) != nil } == true
                || folders.contains { folder in
                    guard folder.isEmpty || path.hasPrefix(folder + "/") else { return false }
                    return Self.isShadow(folder.isEmpty ? path : String(path.dropFirst(folder.count + 1)))
                }
        }
        guard let what = GateFinding.some(of: found) else { return nil }
        return ControlResult(
            "modules", .couldNotRun,
            "Python finds \(what) before the module of that name that runs tests or is loaded by what does, and did not "
                + "before the work",
            code: GateCode.shadowed.rawValue)
    }

    private static let scripts = [".js", ".cjs", ".mjs", ".ts", ".json"]

    /// Whether what asked for "calc" was given "calc/index.js", and is given this file now.
    private func hidesFolder(_ path: String) -> Bool {
        guard let ending = Self.scripts.first(where: path.hasSuffix) else { return false }
        let folder = shop.store.workspace.root / Path(String(path.dropLast(ending.count)))
        return Self.scripts.contains { FileStatus(of: folder / Path("index\($0)")) != nil }
    }

    /// The module that a new package hides: of "calc/__init__.py" and "calc.py" Python takes the first.
    private static func module(of path: String) -> String? {
        for ending in ["/__init__.py", "/__init__.pyc"] where path.hasSuffix(ending) {
            return path.dropLast(ending.count) + ".py"
        }
        return nil
    }

    /// "unittest.py", or "pytest/__main__.py".
    private static func isShadow(_ path: String) -> Bool {
        let path = path.hasSuffix("c") ? String(path.dropLast()) : path
        let parts = path.split(separator: "/").map(String.init)
        let name = parts.count == 1 ? String(path.dropLast(3)) : parts[0]
        let isModule = parts.count == 1 || (parts.count == 2 && ["__init__.py", "__main__.py"].contains(parts[1]))
        return isModule && (runners.contains(name) || loaded.contains(name))
    }

    /// Where steps run, and where a variable has Python look first, below the project.
    private func folders() throws -> Set<String> {
        let validation = try ValidationSource.existing(in: shop.store.workspace)
        let steps = (validation?.file.order ?? []).compactMap(\.directory)
        let tests = scenarios.filter(\.isOwn).flatMap(\.file.scenarios).flatMap(\.steps).compactMap(\.tests)
            .compactMap(\.directory)
        let ways = try Given(scenarios, in: shop).words.variables.filter { $0.name == "PYTHONPATH" }
            .flatMap { $0.value.replacing("{{project}}/", with: "").split(separator: ":").map(String.init) }
        return Set(
            ([""] + steps + tests + ways).map { folder in
                let parts = folder.split(separator: "/").filter { $0 != "." }
                return parts.joined(separator: "/")
            })
    }
}
