import HarnessKit

/// What an install would change, worked out before anything is touched.
struct Installation {
    /// One change, in words and as a deed.
    struct Change {
        let words: String
        let make: () throws -> Void
    }

    private let scope: Scope
    private let former: InstalledRecord
    private(set) var record: InstalledRecord
    private(set) var changes: [Change] = []
    private(set) var notes: [String] = []
    /// What lies where we would write, and is not ours.
    private var foreign: [Path] = []
    /// Files of the user's with what is added so far.
    private var edits: [(path: Path, edit: JSONEdit, isNew: Bool)] = []

    init(of skill: SkillFiles, for clients: [Client], in scope: Scope) throws {
        self.scope = scope
        former = try InstalledRecord.existing(in: scope) ?? InstalledRecord()
        record = former
        record.version = skill.version
        for file in skill.files { try put(file.bytes, at: scope.skill / file.name) }
        try dropObsolete(skill)
        for client in clients {
            let folder = client.folder(in: scope)
            if let name = client.skillLink { try link(folder / name) }
            for agent in skill.agents(endingWith: client.agentSuffix) {
                try put(agent.bytes, at: folder / "agents" / agent.name)
            }
        }
        guard foreign.isEmpty else { throw refusal }
    }

    private var refusal: Failure {
        Failure(
            .refused,
            "not installed: \(foreign.count == 1 ? "a file is" : "\(foreign.count) files are") not ours, or changed",
            hint: "move what is named away, and run the same again", details: foreign.map(\.description))
    }

    private mutating func put(_ bytes: Bytes, at path: Path) throws {
        let spot = try Spot(path)
        var file = InstalledFile(path, bytes)
        let index = record.files.firstIndex { $0.path == file.path }
        let isProgram = path.description.hasSuffix(".sh")
        guard spot.isThere else {
            note(file, at: index)
            changes.append(Change(words: "write \(path)") { try spot.write(bytes, isProgram: isProgram) })
            return
        }
        guard let found = try spot.bytes() else { return foreign.append(path) }
        if found == bytes {
            // Somebody else's file that says the same stays theirs.
            if let index { record.files[index].former = nil }
            return
        }
        guard let index, record.files[index].wrote(found) else { return foreign.append(path) }
        file.former = SHA256.digest(of: found).description
        note(file, at: index)
        changes.append(Change(words: "replace \(path)") { try spot.write(bytes, isProgram: isProgram) })
    }

    private mutating func note(_ file: InstalledFile, at index: Int?) {
        if let index { record.files[index] = file } else { record.files.append(file) }
    }

    /// Files of an earlier version that this one does not have any more.
    private mutating func dropObsolete(_ skill: SkillFiles) throws {
        let kept = Set(skill.files.map { (scope.skill / $0.name).description })
        for file in record.files
        where file.path.hasPrefix("\(scope.skill)/") && !kept.contains(file.path) {
            let spot = try Spot(Path(file.path))
            if let found = try spot.bytes(), file.wrote(found) {
                changes.append(Change(words: "remove \(file.path)") { try spot.remove() })
            }
            record.files.removeAll { $0.path == file.path }
        }
    }

    private mutating func link(_ path: Path) throws {
        let folder = path.parent ?? scope.root
        if let real = try? folder.resolved(), let skills = scope.skill.parent, real == (try? skills.resolved()) {
            return notes.append("\(folder) leads to \(skills) already")
        }
        let isBeside = folder.parent?.parent == scope.root
        let target: Path = isBeside ? "../../.agents/skills/harness-executor" : scope.skill
        let spot = try Spot(path)
        let link = InstalledLink(path, to: target)
        if spot.isThere {
            if spot.target != target { foreign.append(path) }
            return
        }
        record.links.removeAll { $0.path == link.path }
        record.links.append(link)
        changes.append(Change(words: "link \(path) to \(target)") { try spot.link(to: target) })
    }

    /// Adds an element to an array in a file of the user's, unless it stands there.
    mutating func add(_ value: JSON, to keys: [String], in path: Path) throws {
        var entry = InstalledEntry(path, keys, value)
        if !edits.contains(where: { $0.path == path }) {
            let spot = try Spot(following: path)
            let bytes = try spot.bytes()
            if bytes == nil, spot.isThere { throw Failure(.refused, "\(path) is no file", hint: "move it away") }
            let source = JSON.Source(name: path.description, bytes: bytes ?? Bytes("{\n}\n".utf8), options: .uniqueKeys)
            edits.append((path, try JSONEdit(source), bytes == nil))
        }
        guard let index = edits.firstIndex(where: { $0.path == path }) else { return }
        var probe = edits[index].edit
        guard try !probe.remove(value, from: keys) else { return }
        do {
            entry.made = try edits[index].edit.append(value, to: keys)
        } catch let failure as Failure {
            throw Failure(failure.code, "\(path): \(failure.message)", hint: failure.hint)
        }
        entry.madeFile = edits[index].isNew
        record.entries.removeAll { $0.isSame(as: entry) }
        record.entries.append(entry)
        let bytes = edits[index].edit.bytes
        let words = "add to \(path): \(keys.joined(separator: ".")) \(value.text(.compact))"
        changes.append(Change(words: words) { try Spot(following: path).write(bytes) })
    }

    /// Takes out what an earlier version added to a file and this one does not.
    mutating func dropEntries(in path: Path, below key: String, except values: [JSON]) throws {
        for entry in record.entries
        where entry.file == path.description && entry.keys.first == key && !values.contains(entry.value) {
            let spot = try Spot(following: path)
            record.entries.removeAll { $0.isSame(as: entry) }
            guard let bytes = try spot.bytes() else { continue }
            let source = JSON.Source(name: path.description, bytes: bytes, options: .uniqueKeys)
            let index = edits.firstIndex { $0.path == path } ?? edits.count
            if index == edits.count { edits.append((path, try JSONEdit(source), false)) }
            guard try edits[index].edit.remove(entry.value, from: entry.keys, made: entry.made) else { continue }
            let rest = edits[index].edit.bytes
            changes.append(Change(words: "take out of \(path): \(entry.value.text(.compact))") { try spot.write(rest) })
        }
    }

    mutating func say(_ note: String) { notes.append(note) }

    /// Makes the changes; the record is there before the first of them, so that a killed install can be undone.
    func make() throws {
        if !changes.isEmpty { try record.write(in: scope) }
        for change in changes { try change.make() }
        // Once all of it is there, what it replaced is of no interest any more.
        var final = record
        for index in final.files.indices { final.files[index].former = nil }
        if !final.isEmpty { try final.write(in: scope) }
    }
}
