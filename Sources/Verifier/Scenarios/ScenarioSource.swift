import HarnessKit

/// A scenario file as it was read: its bytes once, parsed and checked from the same.
package struct ScenarioSource: Sendable {
    /// Relative to the project where it lies in it.
    package let name: String
    package let bytes: Bytes
    package let digest: Digest
    package private(set) var file: ScenarioFile
    /// Whether it belongs to the task, or was left by an earlier one.
    package var isOwn = true

    static let mostBytes = 8 * 1024 * 1024

    package init(name: String, bytes: Bytes) throws {
        self.name = name
        self.bytes = bytes
        digest = SHA256.digest(of: bytes)
        file = try JSON.Source(name: name, bytes: bytes).decode(as: CheckedScenarioFile.self).file
    }

    /// Reads a file that somebody named, or that lies in the folder of scenarios.
    package init(at path: Path, below root: Path) throws {
        let name = path.withoutDetours.relative(to: root)
        // Names of files that were listed are text already, in which something else stands for what was none.
        guard !name.unicodeScalars.contains("\u{FFFD}") else {
            throw Failure(
                .malformed, "the file name '\(name)' is not UTF-8, and nothing can be kept under it",
                hint: "rename the file, with letters and digits", codes: ["E_INPUT"])
        }
        guard let status = FileStatus(following: path) else {
            if FileStatus(of: path)?.kind == .link {
                throw Failure(
                    .malformed, "\(name) is a link that leads to no file", hint: "put a regular file in its place",
                    codes: ["E_INPUT"])
            }
            throw Failure(.missing, "there is no scenario file \(name)", hint: Self.hint(for: path, below: root))
        }
        guard status.kind == .file else {
            throw Failure(
                .malformed, "\(name) is no file", hint: "name a file, such as harness/scenarios/notes.json",
                codes: ["E_INPUT"])
        }
        guard status.size <= Self.mostBytes else {
            throw Failure(
                .malformed, "\(name) has \(status.size) bytes, and a scenario file has at most \(Self.mostBytes)",
                hint: "split it into several files", codes: ["E_INPUT"])
        }
        try self.init(name: name, bytes: try FileContent(of: path, limit: Self.mostBytes).bytes)
    }

    /// The same file with some of its scenarios; nil where none is left.
    package func keeping(_ isKept: (Scenario) -> Bool) -> ScenarioSource? {
        var source = self
        source.file.scenarios.removeAll { !isKept($0) }
        return source.file.scenarios.isEmpty ? nil : source
    }

    /// The same file with its scenarios asked otherwise; nil where none is left.
    package func asking(_ change: (Scenario) -> Scenario?) -> ScenarioSource? {
        var source = self
        source.file.scenarios = file.scenarios.compactMap(change)
        return source.file.scenarios.isEmpty ? nil : source
    }

    /// A file that was probably meant, or where there are some.
    private static func hint(for path: Path, below root: Path) -> String {
        let folders = [".harness/scenarios", "harness/scenarios"].map { root / $0 }
        let present = folders.flatMap { paths(in: $0) }
        if let same = present.first(where: { $0.name == path.name || $0.name == "\(path.name).json" }) {
            return "did you mean '\(same.relative(to: root))'?"
        }
        if let near = Suggestion.nearest(to: path.name, among: present.map(\.name)),
            let meant = present.first(where: { $0.name == near })
        {
            return "did you mean '\(meant.relative(to: root))'?"
        }
        guard let first = present.first else { return "run 'verify init' to write a first one" }
        return "name one that is there, such as \(first.relative(to: root))"
    }

    /// Where a file lies that somebody named: seen from where they are, and without dots.
    ///
    /// Links on the way to it are followed, so that a file of the project is known as such whatever way leads there.
    static func place(of path: Path, in context: Context, _ workspace: Workspace) throws -> Path {
        let place = (context.directory / path).plain
        guard !place.isIn(workspace.root), let folder = try? place.parent?.resolved() else { return place }
        let real = folder / place.name
        return real.isIn(workspace.root) ? real : place
    }

    /// The files in the folder of scenarios, in byte order.
    package static func paths(in folder: Path) -> [Path] {
        guard let names = try? Folder(folder).names() else { return [] }
        return names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { folder / $0 }
    }
}

extension ScenarioSource {
    static let mostScenarios = 500
    static let mostSteps = 5000

    /// What holds over several files: names are told apart, and there is an end to them.
    package static func check(_ sources: [ScenarioSource]) throws {
        var owners: [String: String] = [:]
        for source in sources {
            for scenario in source.file.scenarios {
                if let other = owners[scenario.id] {
                    throw Failure(
                        .malformed, "the scenario '\(scenario.id)' stands in \(other) and in \(source.name)",
                        hint: "give one of the two another id")
                }
                owners[scenario.id] = source.name
            }
        }
        let steps = sources.flatMap(\.file.scenarios).reduce(0) { $0 + $1.steps.count }
        guard owners.count <= mostScenarios, steps <= mostSteps else {
            throw Failure(
                .malformed,
                "\(owners.count) scenarios with \(steps) steps are more than \(mostScenarios) with \(mostSteps)",
                hint: "verify fewer at a time", codes: ["E_LIMIT"])
        }
    }
}

extension Path {
    /// Without "." and "..", as it is written: "./a.json" is the same file as "a.json".
    var withoutDetours: Path {
        let slash = UInt8(ascii: "/")
        var parts: [ArraySlice<UInt8>] = []
        for part in bytes.split(separator: slash) where !part.elementsEqual(Bytes(".".utf8)) {
            if part.elementsEqual(Bytes("..".utf8)), let last = parts.last, !last.elementsEqual(Bytes("..".utf8)) {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return Path(bytes: (isAbsolute ? [slash] : []) + Bytes(parts.joined(separator: [slash])))
    }

    /// The path seen from a folder; itself where it does not lie below that.
    func relative(to folder: Path) -> String {
        let prefix = folder.bytes + (folder.bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")])
        guard bytes.starts(with: prefix) else { return description }
        return String(decoding: bytes.dropFirst(prefix.count), as: UTF8.self)
    }
}
