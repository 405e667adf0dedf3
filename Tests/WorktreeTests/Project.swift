import HarnessKit
import TestSupport
import Testing
import Worktree

/// A work tree of a test's own.
struct Project {
    let bench: Workbench
    var context = Context.system()

    init(git: Bool = true) throws {
        bench = try Workbench()
        // Neither the settings nor the excludes file of whoever runs the tests.
        context.environment["HOME"] = bench.path.description
        context.environment["XDG_CONFIG_HOME"] = nil
        if git { try shell("mkdir tree && git init -q -b main tree") } else { try shell("mkdir tree") }
    }

    var root: Path { bench.path / "tree" }

    var workspace: Workspace {
        get throws { try workspace(at: root) }
    }

    func workspace(at root: Path) throws -> Workspace {
        var context = context
        context.projectRoot = root
        return try Workspace.find(in: context)
    }

    /// Runs a line in the folder above the tree.
    @discardableResult
    func shell(_ line: String) throws -> String {
        let user = "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b"
        let outcome = try bench.shell("set -e; export HOME=$PWD; \(user); \(line)")
        expect(outcome.exit, is: .exited(0), "\(line): \(outcome.errors.text)")
        return outcome.output.text
    }

    /// The same, in the tree.
    @discardableResult
    func within(_ line: String) throws -> String { try shell("cd tree; \(line)") }

    func manifest(base: IgnoreFiles? = nil, cache: Folder? = nil) throws -> Manifest {
        try .take(of: workspace, base: base, cache: cache, in: context)
    }

    /// The paths of a manifest.
    func paths(base: IgnoreFiles? = nil) throws -> [String] {
        try manifest(base: base).entries.map(\.path.description)
    }
}

extension Manifest {
    var paths: [String] { entries.map(\.path.description) }

    func entry(_ path: String) -> Entry? { entries.first { $0.path.description == path } }

    /// "path reason", a line each.
    var remarks: [String] { findings.map { "\($0.path) \($0.reason.rawValue)" } }
}

/// Numbers from a printed seed.
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func roll(_ sides: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 11) % sides
    }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[roll(list.count)] }

    /// The seed that HARNESS_SEED names, or a new one, printed so that a run can be repeated.
    static func seed(for name: String) -> UInt64 {
        let named = Environment.inherited["HARNESS_SEED"].flatMap { UInt64($0) }
        let seed = named ?? UInt64.random(in: 1...999_999)
        print("\(name): HARNESS_SEED=\(seed)")
        return seed
    }
}
