import HarnessKit

/// Takes in what another store remembers.
struct ImportEntries: Command {
    static let name = "import"
    static let summary = "takes in another store's episodes, knowledge and procedures"
    static let notes = """
        Lines are added to the file of the day they are of; what is there already is not added again. Files of knowledge and \
        procedures are copied, unless one of that name is here.
        """
    static let parameters: [Parameter<Self>] = [
        .argument("FILE|DIR", to: \.source, "a file of lines or JSON, or a folder of them")
    ]

    var source = Path(".")

    func run(in context: Context) throws -> Answer {
        let archive = try Archive(in: context)
        let path = context.directory / source
        guard let status = FileStatus(following: path) else {
            throw Failure(.missing, "there is no file or folder '\(source)'", hint: "name what is to be imported")
        }
        var taken = ImportCount()
        let known = try MemoryIndex.with(archive.folder, in: context) { index in
            var ids: Set<String> = []
            try index.forEachEntry { _, entry in ids.insert(entry.id) }
            return ids
        }
        var intake = ImportIntake(archive: archive, known: known)
        if status.kind == .folder {
            try intake.take(folder: path, &taken)
        } else {
            let folder = try Folder(path.parent ?? ".")
            try intake.take(path.name, in: folder, &taken)
        }
        let result = taken
        return Answer(
            next: "memory-query stats", notes: result.skipped.map { "skipped: \($0)" },
            json: [
                "entries": .integer(result.entries), "known": .integer(result.known), "skipped": result.skipped.json,
            ],
            text: "\(result.entries) entries imported, \(result.known) were here already")
    }
}

/// What an import came to.
struct ImportCount {
    var entries = 0
    var known = 0
    var skipped: [String] = []
}

/// Goes through another store's files.
private struct ImportIntake {
    let archive: Archive
    var known: Set<String>

    mutating func take(folder path: Path, _ count: inout ImportCount) throws {
        let folder = try Folder(path)
        for name in try folder.names() {
            switch FileStatus(of: path / name)?.kind {
            case .folder: try take(folder: path / name, &count)
            case .file where name.hasSuffix(".jsonl") || name.hasSuffix(".json"): try take(name, in: folder, &count)
            default: break
            }
        }
    }

    mutating func take(_ name: String, in folder: Folder, _ count: inout ImportCount) throws {
        guard let bytes = try folder.read(try RelativePath(naming: name)) else { return }
        if name.hasSuffix(".jsonl") {
            for line in bytes.split(separator: UInt8(ascii: "\n")) where line.contains(where: { $0 > 0x20 }) {
                try take(Bytes(line), of: name, &count)
            }
            return
        }
        guard let json = try? JSON.parse(bytes, [.comments, .trailingCommas, .loneSurrogates]) else {
            count.skipped.append("\(name), which is no JSON")
            return
        }
        let isProcedure = folder.path.name == "procedures" || json["procedure"] != nil || json["steps"] != nil
        let target = try Folder(archive.folder.workspace.root).folder(
            try RelativePath(naming: archive.folder.workspace.harnessName), creating: .synced)
        let place = "memory/\(isProcedure ? "procedures" : "knowledge")/\(name)"
        let clean = archive.context.secrets.redact(json).bytes(.indented) + [UInt8(ascii: "\n")]
        if try target.create(clean, as: try RelativePath(naming: place), .synced) {
            count.entries += 1
        } else {
            count.known += 1
        }
    }

    private mutating func take(_ line: Bytes, of name: String, _ count: inout ImportCount) throws {
        let now = archive.context.clock.now()
        let reading = LineReading(source: name, fallback: now)
        switch reading.line(line) {
        case .torn: count.skipped.append("a torn line of \(name)")
        case .entry(let entry):
            guard known.insert(entry.id).inserted else {
                count.known += 1
                return
            }
            // The id would change with the line's bytes: it is written down.
            guard case .object(var object) = try JSON.parse(line, .loneSurrogates) else { return }
            object["id"] = .string(entry.id)
            object["timestamp"] = .string(entry.at.iso8601)
            try archive.folder.append(archive.context.secrets.redact(.object(object)), at: entry.at)
            count.entries += 1
        case .mark(let mark):
            guard let json = try? JSON.parse(line) else { return }
            try archive.folder.append(archive.context.secrets.redact(json), at: Date(milliseconds: mark.milliseconds))
        }
    }
}
