import HarnessKit

/// The built executable under all of its names, in a folder of a test's own.
package struct Installation {
    package let bench: Workbench

    package static let names = ["harness-executor", "task-state", "verify", "memory-query", "harness-critic"]

    package init() throws {
        bench = try Workbench()
        for name in Self.names {
            let made = Repository.program.withCString { target in
                (bench.path / name).withCString { symlink(target, $0) }
            }
            guard made == 0 else { throw SystemError("link", name) }
        }
    }

    /// Runs a tool by its name.
    package func run(_ words: String..., input: String = "") throws -> ProgramOutcome {
        try bench.run([(bench.path / words[0]).description] + words.dropFirst(), input: input)
    }
}
