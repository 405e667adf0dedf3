import HarnessKit

/// Finds the validation that counts: the project's file, or one that is written from what is found.
struct ValidationDesk {
    let workspace: Workspace
    let context: Context

    struct Choice {
        let source: ValidationSource
        let isNew: Bool
        var notes: [String] = []
    }

    var name: String { "\(workspace.harnessName)/\(ValidationFile.path)" }

    /// What was found in the project's folder; nothing is written.
    func draft() throws -> ValidationDraft {
        let document = try Folder(workspace.root).read(try RelativePath(naming: DocumentCommands.file))
        return ValidationDraft(
            of: try Detection(of: workspace.root), document: document.map { String(decoding: $0, as: UTF8.self) },
            usability: Usability(
                root: workspace.root, environment: context.environment.forPrograms, clock: context.clock))
    }

    /// The existing file; else a new one, if anything was found that could stand in it.
    func choose() throws -> Choice {
        try refuseLink()
        if let existing = try ValidationSource.existing(in: workspace) {
            return Choice(source: existing, isNew: false)
        }
        let draft = try draft()
        guard !draft.steps.isEmpty else {
            var failure = ValidationSource.noSteps(in: name)
            failure.details = draft.notes
            throw failure
        }
        let bytes = Bytes(draft.text.utf8)
        let source = try ValidationSource(name: name, bytes: bytes)
        guard try Folder(workspace.root).create(bytes, as: try RelativePath(naming: name), .renamed) else {
            return try choose()
        }
        return Choice(source: source, isNew: true, notes: draft.notes)
    }

    /// Nothing is written through a link that stands in place of the harness's folder.
    func refuseLink() throws {
        guard FileStatus(of: workspace.harness)?.kind == .link else { return }
        throw Failure(
            .denied, "\(workspace.harnessName) is a link, and nothing is written through it",
            hint: "replace it by a folder, or name the project with --project-root")
    }
}
