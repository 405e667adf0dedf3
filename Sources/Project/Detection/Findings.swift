import HarnessKit

/// How sure a finding is.
package enum Confidence: String, Sendable, CaseIterable, Comparable {
    /// Nothing but what is usual speaks for it.
    case guess
    /// What projects of this kind mean by what stands there.
    case likely
    /// The project says so itself.
    case certain

    package static func < (left: Confidence, right: Confidence) -> Bool {
        order(of: left) < order(of: right)
    }

    private static func order(of confidence: Confidence) -> Int { allCases.firstIndex(of: confidence) ?? 0 }
}

/// What a finding rests on: a file, a line of it, and what stands there.
package struct Reason: Sendable, Equatable {
    package let file: String
    package let line: Int?
    package let text: String

    /// As a person reads it: "package.json:7: scripts.test".
    package var words: String { file + (line.map { ":\($0)" } ?? "") + (text.isEmpty ? "" : ": \(text)") }
}

/// A command that builds, lints or tests.
package struct FoundCommand: Sendable, Equatable {
    package enum Purpose: String, Sendable, CaseIterable { case build, lint, test }

    package let purpose: Purpose
    package let argv: [String]
    /// Where it runs, relative to the project; empty for its top.
    package let folder: String
    package let reason: Reason
    package let confidence: Confidence
}

/// How a server learns its port.
package enum PortManner: Sendable, Equatable {
    /// By a word of its command line, which holds {{port}} already.
    case option
    /// By the first word of its command line, which is {{port}}.
    case argument
    /// By this variable.
    case variable(String)
    /// It stands in its code.
    case fixed(Int)
    case unknown
}

/// Something of the project's that can be run, or that others build upon.
package struct FoundProgram: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable { case server, cli, library }

    package let kind: Kind
    package let name: String
    /// What it is written with: "Express", "Django"; empty where nothing is known.
    package let framework: String
    package let argv: [String]
    package let environment: [String: String]
    package let folder: String
    package let port: PortManner
    /// A path that answers when it is ready, as far as its code tells.
    package let ready: String?
    /// A path that its code answers, where none says that it is ready.
    package let route: String?
    package let reason: Reason
    package let confidence: Confidence
}

/// A folder with a manifest.
package struct Unit: Sendable, Equatable {
    package let ecosystem: String
    /// Relative to the project; empty for its top.
    package let folder: String
    package let name: String
    /// Whether a workspace above builds and tests it already.
    package let isMember: Bool
    package let commands: [FoundCommand]
    package let programs: [FoundProgram]
    /// Ignored folders that hold what it depends on, relative to the project.
    package let share: [String]
}
