import HarnessKit

/// What an uninstall takes away: all that the record names and that is still as it was written.
struct Removal {
    private(set) var changes: [Installation.Change] = []
    /// What stays, and why.
    private(set) var kept: [String] = []
    private let scope: Scope

    init(in scope: Scope) throws {
        guard let record = try InstalledRecord.existing(in: scope) else {
            throw Failure(
                .missing, "nothing is installed in \(scope.root)",
                hint: "name the other scope, or see with 'harness-executor doctor' what is there")
        }
        self.scope = scope
        // Backwards: what was made first, the containers, goes last.
        for entry in record.entries.reversed() { try takeOut(entry) }
        for link in record.links {
            let spot = try Spot(Path(link.path))
            if spot.target == Path(link.target) {
                changes.append(.init(words: "remove \(link.path)") { try spot.remove() })
            } else if spot.isThere {
                kept.append("\(link.path) leads elsewhere now, and stays")
            }
        }
        for file in record.files {
            let spot = try Spot(Path(file.path))
            guard spot.isThere else { continue }
            if let bytes = try spot.bytes(), file.wrote(bytes) {
                changes.append(.init(words: "remove \(file.path)") { try spot.remove() })
            } else {
                kept.append("\(file.path) was changed since, and stays")
            }
        }
    }

    private mutating func takeOut(_ entry: InstalledEntry) throws {
        let path = Path(entry.file)
        guard let spot = try? Spot(following: path), let bytes = try spot.bytes() else { return }
        let source = JSON.Source(name: entry.file, bytes: bytes, options: .uniqueKeys)
        guard var edit = try? JSONEdit(source) else {
            return kept.append(
                "\(entry.file) is no JSON any more: take '\(entry.keys.joined(separator: "."))' out by hand")
        }
        guard try edit.remove(entry.value, from: entry.keys) else { return }
        let words = "take out of \(entry.file): \(entry.keys.joined(separator: ".")) \(entry.value.text(.compact))"
        changes.append(
            .init(words: words) {
                // Read again: the entries of one file go one by one.
                guard let now = try spot.bytes() else { return }
                var edit = try JSONEdit(JSON.Source(name: entry.file, bytes: now, options: .uniqueKeys))
                _ = try edit.remove(entry.value, from: entry.keys, made: entry.made)
                if entry.madeFile, edit.isEmpty { return try spot.remove() }
                try spot.write(edit.bytes)
            })
    }

    func make() throws {
        for change in changes { try change.make() }
        try Spot(scope.record).remove()
        tidy()
    }

    /// Folders that are empty now and that an install makes go too; those of others stay.
    private func tidy() {
        let own =
            [".agents/skills/harness-executor/references/schemas"]
            + ["references", "agents", "scripts"].map { ".agents/skills/harness-executor/\($0)" }
            + [".agents/skills/harness-executor", ".agents/skills", ".agents"]
        let theirs = Client.allCases.flatMap { client -> [Path] in
            let folder = client.folder(in: scope)
            return [folder / "agents", folder / "skills", folder]
        }
        for path in own.map({ scope.root / $0 }) + theirs {
            guard let spot = try? Spot(path), FileStatus(of: path)?.kind == .folder else { continue }
            _ = try? spot.removeEmptyFolder()
        }
    }
}
