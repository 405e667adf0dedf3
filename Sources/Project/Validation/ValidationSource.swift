import HarnessKit

/// The validation file that counts, and its bytes.
package struct ValidationSource: Sendable {
    package let file: ValidationFile
    package let bytes: Bytes
    /// What messages call it.
    package let name: String

    package var digest: Digest { SHA256.digest(of: bytes) }

    private static let mostBytes = 1024 * 1024

    package init(name: String, bytes: Bytes) throws {
        guard bytes.count <= Self.mostBytes else {
            throw Failure(
                .malformed, "\(name) has \(bytes.count) bytes; a validation file has at most \(Self.mostBytes)",
                hint: "move what is long into a script of the project")
        }
        let source = JSON.Source(name: name, bytes: bytes)
        file = try source.decode()
        self.bytes = bytes
        self.name = name
        try check(against: source)
    }

    /// What the project's file says; nil where there is none.
    package static func existing(in workspace: Workspace) throws -> ValidationSource? {
        let name = "\(workspace.harnessName)/\(ValidationFile.path)"
        guard let bytes = try Folder(workspace.root).read(try RelativePath(naming: name)) else { return nil }
        return try ValidationSource(name: name, bytes: bytes)
    }

    /// The project's file; else what is found in its folder, which is written nowhere. Nil where nothing is found.
    package static func known(in workspace: Workspace, _ context: Context) throws -> ValidationSource? {
        if let existing = try existing(in: workspace) { return existing }
        let desk = ValidationDesk(workspace: workspace, context: context)
        let draft = try desk.draft()
        return draft.steps.isEmpty ? nil : try ValidationSource(name: desk.name, bytes: Bytes(draft.text.utf8))
    }

    /// The steps that are asked for, in order; fails where there is none of that name, or none at all.
    func steps(named names: [String]) throws -> [ValidationStep] {
        let order = file.order
        guard !order.isEmpty else { throw Self.noSteps(in: name) }
        let known = order.map(\.name)
        for wanted in names where !known.contains(wanted) && ValidationStep.Kind(rawValue: wanted) == nil {
            let guess = Suggestion.nearest(to: wanted, among: known)
            throw Failure(
                .usage, "there is no step '\(wanted)' in \(name)",
                hint: guess.map { "did you mean '\($0)'?" } ?? "name one of \(known.joined(separator: ", "))")
        }
        let wanted = order.filter { names.isEmpty || names.contains($0.name) || names.contains($0.kind.rawValue) }
        guard !wanted.isEmpty else {
            throw Failure(
                .no, "no step of \(name) is a \(names.joined(separator: " or "))",
                hint: "name one of \(known.joined(separator: ", "))")
        }
        return wanted
    }

    /// What the fields cannot say by themselves.
    private func check(against source: JSON.Source) throws {
        var mismatches: [JSONMismatch] = []
        var names: Set<String> = []
        func add(_ message: String, hint: String, _ index: Int, _ key: String) {
            var mismatch = JSONMismatch(message, hint: hint, at: .init([.key("steps"), .index(index), .key(key)]))
            let place = source.position(of: mismatch.path)
            mismatch.place = place.map { "\(name):\($0.line):\($0.column)" } ?? name
            mismatches.append(mismatch)
        }
        for (index, step) in file.steps.enumerated() {
            if !names.insert(step.name).inserted || step.name.isEmpty {
                add("two steps are called '\(step.name)'", hint: "give each step a name of its own", index, "name")
            }
            if let folder = step.directory, folder != ".", RelativePath(folder) == nil {
                add(
                    "cwd '\(folder)' does not lie within the project",
                    hint: "give it relative to the project's top, without '..'", index, "cwd")
            }
        }
        for (index, step) in file.steps.enumerated() {
            for pattern in step.reports where RelativePath(pattern) == nil {
                add(
                    "reports '\(pattern)' do not lie within the step's folder",
                    hint: "give them relative to it, without '..', such as 'target/surefire-reports/*.xml'", index,
                    "reports")
            }
        }
        guard mismatches.isEmpty else { throw JSONMismatches(mismatches) }
    }

    /// Zero checks is never green.
    static func noSteps(in name: String) -> Failure {
        Failure(
            .no, "nothing says how this project is built, linted or tested: no step in \(name)",
            hint: "write the commands into \(name), as 'harness-executor schema validation' describes them",
            codes: ["E_NO_STEP"])
    }
}
