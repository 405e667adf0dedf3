import HarnessKit

/// The validation file that counts, and its bytes.
struct ValidationSource {
    let file: ValidationFile
    let bytes: Bytes
    /// What messages call it.
    let name: String

    var digest: Digest { SHA256.digest(of: bytes) }

    private static let mostBytes = 1024 * 1024

    init(name: String, bytes: Bytes) throws {
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
    static func existing(in workspace: Workspace) throws -> ValidationSource? {
        let name = "\(workspace.harnessName)/\(ValidationFile.path)"
        guard let bytes = try Folder(workspace.root).read(try RelativePath(naming: name)) else { return nil }
        return try ValidationSource(name: name, bytes: bytes)
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
