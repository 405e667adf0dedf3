import HarnessKit
import Ledger

/// The files of memory: the truth, which git carries.
package struct MemoryFolder: Sendable {
    let workspace: Workspace

    package init(of workspace: Workspace) {
        self.workspace = workspace
    }

    package static func find(in context: Context) throws -> MemoryFolder {
        MemoryFolder(of: try Workspace.find(in: context))
    }

    package var path: Path { workspace.harness / "memory" }

    var indexPath: Path { path / "index.db" }

    /// Which file the index is, to tell it from one that takes its place.
    var indexFile: UInt64? { FileStatus(of: indexPath)?.inode }

    /// Whether anything was ever put here.
    var exists: Bool { FileStatus(of: path)?.kind == .folder }

    /// A file of memory as it lies there.
    struct Source: Sendable {
        /// Below the memory folder: "episodes/2026-11-20.jsonl".
        let name: String
        let type: EntryType
        let size: Int
        let changed: Int

        var isLines: Bool { name.hasSuffix(".jsonl") }
    }

    /// Every file, in no order; and a line for what is called like one and is none.
    func sources() throws -> (files: [Source], misfits: [String]) {
        guard exists else { return ([], []) }
        var misfits: [String] = []
        let rows: [(folder: String, type: EntryType)] = [
            ("episodes", .episodic), ("knowledge", .semantic), ("procedures", .procedural),
        ]
        let files = try rows.flatMap { row -> [Source] in
            let folder = path / row.folder
            guard let kind = FileStatus(of: folder)?.kind, kind == .folder else {
                if let kind = FileStatus(of: folder)?.kind {
                    misfits.append("\(row.folder) is \(kind.words) and skipped")
                }
                return []
            }
            let opened = try Folder(folder)
            return try opened.entries().compactMap { entry in
                let isJSON = entry.name.hasSuffix(".json")
                guard isJSON || row.type == .episodic && entry.name.hasSuffix(".jsonl"),
                    let status = try opened.status(of: entry.name)
                else { return nil }
                guard status.kind == .file else {
                    let name = TerminalText.oneLine(String(decoding: entry.name, as: UTF8.self))
                    misfits.append("\(row.folder)/\(name) is \(status.kind.words) and skipped")
                    return nil
                }
                return Source(
                    name: row.folder + "/" + String(decoding: entry.name, as: UTF8.self), type: row.type,
                    size: status.size, changed: Int(status.changed))
            }
        }
        return (files, misfits.sorted { $0.precedes($1) })
    }

    func read(_ source: String) throws -> Bytes? {
        try Folder(path).read(try RelativePath(naming: source))
    }

    /// Adds a line to the day's file, on the disk before it returns.
    func append(_ line: JSON, at moment: Date) throws {
        let harness = try Folder(workspace.root).folder(
            try RelativePath(naming: workspace.harnessName), creating: .synced)
        // Without its rules git would carry the index, and two branches' lines would conflict.
        try HarnessFolder(folder: harness).prepare()
        let bytes = line.bytes(.compact) + [UInt8(ascii: "\n")]
        try harness.append(bytes, to: try RelativePath(naming: "memory/episodes/\(moment.day).jsonl"))
    }
}

extension FileStatus.Kind {
    fileprivate var words: String {
        switch self {
        case .folder: "a folder"
        case .link: "a link, which is not followed,"
        default: "no ordinary file"
        }
    }
}

extension Bytes {
    fileprivate func hasSuffix(_ text: StaticString) -> Bool {
        suffix(text.utf8CodeUnitCount).elementsEqual(
            UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
