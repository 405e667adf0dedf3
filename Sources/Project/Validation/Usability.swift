import HarnessKit

/// Whether a command could be run on this machine at all, as far as that shows without running it.
struct Usability {
    let root: Path
    let environment: Environment
    let clock: Clock

    /// Why not; nil where nothing speaks against it.
    func obstacle(to argv: [String], in folder: String) -> String? {
        let place = folder.isEmpty ? root : root / folder
        do {
            _ = try ProgramCall(argv, in: place, environment: environment).resolved()
        } catch {
            return Failure(translating: error).message
        }
        return Self.rows.lazy.compactMap { row -> String? in
            guard argv.count > row.words, row.starts(with: argv) else { return nil }
            return row.obstacle(argv[row.words], place, self)
        }.first
    }

    /// Programs that run another one by its name.
    private struct Row: Sendable {
        /// How many words stand before that name.
        let words: Int
        let starts: @Sendable ([String]) -> Bool
        let obstacle: @Sendable (String, Path, Usability) -> String?

        func starts(with argv: [String]) -> Bool { starts(argv) }
    }

    private static let rows = [
        Row(words: 1, starts: { $0.first == "cargo" && ["clippy", "fmt"].contains($0[1]) }) { name, _, usability in
            usability.has("cargo-\(name)") ? nil : "cargo has no command '\(name)'"
        },
        Row(words: 2, starts: { $0.starts(with: ["npx", "--no-install"]) }) { name, place, usability in
            usability.hasAbove("node_modules/.bin/\(name)", place) ? nil : "node_modules has no '\(name)'"
        },
        Row(words: 2, starts: { isPython($0[0]) && $0[1] == "-m" }) { name, place, usability in
            usability.hasModule(name, place) ? nil : "python has no module '\(name)'"
        },
    ]

    private static func isPython(_ word: String) -> Bool { word.hasSuffix("python") || word.hasSuffix("python3") }

    private func has(_ program: String) -> Bool {
        (try? ProgramCall([program], in: root, environment: environment).resolved()) != nil
    }

    private func hasAbove(_ name: String, _ place: Path) -> Bool {
        FileStatus(following: place / name) != nil || FileStatus(following: root / name) != nil
    }

    private func hasModule(_ name: String, _ place: Path) -> Bool {
        let question = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"
        let program = FileStatus(following: place / ".venv/bin/python") != nil ? ".venv/bin/python" : "python3"
        let call = ProgramCall([program, "-c", question, name], in: place, environment: environment)
        return (try? call.runPlainly(clock: clock, deadline: .seconds(10)))?.exit.isSuccess ?? true
    }
}
