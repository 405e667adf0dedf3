import HarnessKit
import Worktree

/// What builds, lints and tests the project: `config/validation.json`.
package struct ValidationFile: JSONRecord {
    package static let title = "a validation file"
    package static let fields: [Field<Self>] = [
        .constant("schema", "harness.validation/1", "the format of this file"),
        .optional("$schema", \.editorSchema, "where editors find the schema"),
        .required("steps", \.steps, "what is run: all builds, then lint, then tests, each in the order of the file"),
        .defaulted("pass", \.pass, "variables that are handed on from the caller, where they are set"),
    ]

    package var editorSchema: String?
    package var steps: [ValidationStep] = []
    package var pass: [String] = []

    package init() {}

    /// Where it lies below the harness folder.
    package static let path = "config/validation.json"

    /// The steps in the order in which they run.
    package var order: [ValidationStep] {
        ValidationStep.Kind.allCases.flatMap { kind in steps.filter { $0.kind == kind } }
    }

    /// Those of them that are about one of the changed files; a step that names no `paths` is about every file.
    package func order(about changed: [RelativePath]) -> [ValidationStep] {
        order.filter { step in step.paths.isEmpty || changed.contains(where: PathGlobs(step.paths).match) }
    }

    /// What every step is given of the caller's variables.
    package func variables(from environment: Environment) -> Environment {
        var variables = environment.forPrograms
        for name in pass { variables[name] = environment[name] }
        return variables
    }
}

/// A command that must exit with 0.
package struct ValidationStep: JSONRecord, Equatable {
    package enum Kind: String, CaseIterable, JSONConvertible, Sendable { case build, lint, test }

    package static let title = "a validation step"
    package static let fields: [Field<Self>] = [
        .required("name", \.name, "what it is called, each step differently"),
        .required("kind", \.kind, "build, lint or test"),
        .required("argv", \.arguments, "the program and its words"),
        .defaulted("timeout_s", \.timeout, "how long it may take; 600 where nothing is said"),
        .optional("cwd", \.directory, "where it runs; the project where nothing is said"),
        .defaulted("env", \.environment, "variables of its own"),
        .defaulted("paths", \.paths, "files that it is about, such as \"web/**\"; all where nothing is said"),
        .defaulted("reports", \.reports, "JUnit XML files that a test step writes, as patterns below its folder"),
    ]

    package var name = ""
    package var kind = Kind.build
    package var arguments = Arguments()
    package var timeout = TimeSpan(seconds: 600)
    package var directory: String?
    package var environment: [String: String] = [:]
    package var paths: [String] = []
    package var reports: [String] = []

    package init() {}

    /// As a person would type it at the project's top.
    package var line: String {
        let command = arguments.words.map(Self.quoted).joined(separator: " ")
        let variables = environment.sorted { $0.key.precedes($1.key) }.map { "\($0.key)=\(Self.quoted($0.value)) " }
        let whole = variables.joined() + command
        guard let directory, directory != "." else { return whole }
        return "(cd \(Self.quoted(directory)) && \(whole))"
    }

    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || "0123456789/._-+=:,@%".unicodeScalars.contains(scalar))
            }
        guard !isPlain else { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
