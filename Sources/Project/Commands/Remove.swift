import HarnessKit

/// Lists everything that `bootstrap` ever wrote, and takes away what is unchanged.
struct Remove: Command {
    static let name = "remove"
    static let summary = "lists what bootstrap ever wrote, and with --yes takes it away"
    static let notes = """
        Only what is still as it was written is taken away; what somebody changed stays and is named. The ledger, \
        scenarios, memory and tasks are yours, and stay too.
        """
    static let parameters: [Parameter<Self>] = [.flag("--yes", to: \.isMeant, "takes it away; without it nothing is")]

    var isMeant = false

    private enum Standing: String { case unchanged, changed, gone }

    func run(in context: Context) throws -> Answer {
        let workspace = try Workspace.find(in: context)
        try ValidationDesk(workspace: workspace, context: context).refuseLink()
        let root = try Folder(workspace.root)
        var noted = try WrittenFiles.existing(in: root, workspace.harnessName)
        guard !noted.files.isEmpty else {
            throw Failure(
                .missing, "nothing is noted that was written here",
                hint: "run 'harness-executor bootstrap', or take away by hand what somebody else wrote")
        }
        let standings = try noted.files.map { (file: $0, standing: try standing(of: $0, in: root)) }
        let rows = standings.map { row -> (path: String, words: String) in
            let verb = isMeant ? "removed" : "would be removed"
            switch row.standing {
            case .unchanged: return (row.file.path, row.file.line.map { "the line '\($0)' \(verb)" } ?? verb)
            case .changed: return (row.file.path, "changed since, and kept")
            case .gone: return (row.file.path, "gone already")
            }
        }
        if isMeant {
            for row in standings where row.standing == .unchanged { try takeAway(row.file, in: root) }
            noted.files = standings.filter { $0.standing == .changed }.map(\.file)
            try tidy(noted, root, workspace.harnessName)
        }
        return Answer(
            next: isMeant ? nil : "harness-executor remove --yes",
            json: [
                "removed": .bool(isMeant),
                "files": .array(
                    standings.map { ["path": .string($0.file.path), "standing": .string($0.standing.rawValue)] }),
            ], text: rows.map { "\($0.path): \($0.words)" }.joined(separator: "\n"))
    }

    private func standing(of file: WrittenFile, in root: Folder) throws -> Standing {
        guard let bytes = try root.read(try RelativePath(naming: file.path)) else { return .gone }
        guard let line = file.line else {
            return SHA256.digest(of: bytes).description == file.digest ? .unchanged : .changed
        }
        return lines(bytes).contains(line) ? .unchanged : .gone
    }

    private func lines(_ bytes: Bytes) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private func takeAway(_ file: WrittenFile, in root: Folder) throws {
        let name = try RelativePath(naming: file.path)
        guard let line = file.line else { return try root.remove(name) }
        guard let bytes = try root.read(name) else { return }
        var left = lines(bytes)
        if let index = left.lastIndex(of: line) { left.remove(at: index) }
        try root.write(Bytes(left.joined(separator: "\n").utf8), to: name, .renamed)
    }

    /// Folders that are empty now go too.
    private func tidy(_ noted: WrittenFiles, _ root: Folder, _ harness: String) throws {
        if noted.files.isEmpty {
            try root.remove(try RelativePath(naming: "\(harness)/\(WrittenFiles.path)"))
        } else {
            try noted.write(in: root, harness)
        }
        for folder in ["\(harness)/config", harness, "docs"] where FileStatus(of: root.path / folder)?.kind == .folder {
            try root.removeEmptyFolder(try RelativePath(naming: folder))
        }
    }
}
