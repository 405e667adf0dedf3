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
        let name = path.relative(to: root)
        guard let status = FileStatus(following: path) else {
            throw Failure(
                .missing, "there is no scenario file \(name)", hint: "run 'verify init' to write a first one")
        }
        guard status.kind == .file else {
            throw Failure(.malformed, "\(name) is no file", hint: "name a file, such as harness/scenarios/notes.json")
        }
        guard status.size <= Self.mostBytes else {
            throw Failure(
                .malformed, "\(name) has \(status.size) bytes, and a scenario file has at most \(Self.mostBytes)",
                hint: "split it into several files")
        }
        try self.init(name: name, bytes: try FileContent(of: path, limit: Self.mostBytes).bytes)
    }

    /// The same file with some of its scenarios; nil where none is left.
    package func keeping(_ isKept: (Scenario) -> Bool) -> ScenarioSource? {
        var source = self
        source.file.scenarios.removeAll { !isKept($0) }
        return source.file.scenarios.isEmpty ? nil : source
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
                hint: "verify fewer at a time")
        }
    }
}

extension Path {
    /// The path seen from a folder; itself where it does not lie below that.
    func relative(to folder: Path) -> String {
        let prefix = folder.bytes + (folder.bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")])
        guard bytes.starts(with: prefix) else { return description }
        return String(decoding: bytes.dropFirst(prefix.count), as: UTF8.self)
    }
}
