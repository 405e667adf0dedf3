import HarnessKit
import Ledger

/// The files that a project without a harness is given, as they would be written now.
struct Groundwork {
    struct File {
        let path: String
        let text: String
        /// What somebody has to write into it, a line each.
        var missing: [String] = []
        /// The text where nothing is found: one that is there and says just that is written anew.
        var nothing: String?
    }

    let files: [File]
    /// A line for a file that is there, and which.
    let addition: WrittenFile?
    /// What was there already.
    let kept: [String]
    /// What somebody has to write into the new ones, and into those that still say that nothing was found.
    let missing: [String]

    /// Those of the files that are not there yet.
    init(_ files: [File], in root: Folder, documents: Bool) throws {
        var (new, kept, open): ([File], [String], [File]) = ([], [], [])
        for file in files {
            let saysNothing = try Self.exists(file.path, in: root) ? file.saysNothing(in: root) : nil
            if saysNothing == nil || saysNothing == true && file.text != file.nothing {
                new.append(file)
            } else {
                kept.append(file.path)
            }
            if saysNothing != false { open.append(file) }
        }
        self.files = new
        missing = open.flatMap { file in file.missing.map { "\(file.path): \($0)" } }
        self.kept = kept
        addition = documents ? try Self.reference(in: root) : nil
    }

    var isEmpty: Bool { files.isEmpty && addition == nil }

    /// `CLAUDE.md` leads to `AGENTS.md`, once; where one of them is a link, somebody has seen to that.
    private static func reference(in root: Folder) throws -> WrittenFile? {
        let isLink = ["CLAUDE.md", "AGENTS.md"].contains { FileStatus(of: root.path / $0)?.kind == .link }
        guard !isLink, let bytes = try root.read(try RelativePath(naming: "CLAUDE.md")) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map { String($0).trimmed }
        return lines.contains("@AGENTS.md") ? nil : WrittenFile(path: "CLAUDE.md", line: "@AGENTS.md")
    }

    /// Whether something of that name is there; a link on the way to it is an error.
    static func exists(_ path: String, in root: Folder) throws -> Bool {
        if let parent = Path(path).parent?.description, parent != "." {
            do {
                _ = try root.folder(try RelativePath(naming: parent), creating: nil)
            } catch let error as SystemError where error.number == ENOENT {
                return false
            }
        }
        return FileStatus(of: root.path / path) != nil
    }

    /// Writes them, and notes that it did; what somebody else wrote meanwhile stays. Returns what was written.
    func write(in root: Folder, _ harness: String) throws -> [String] {
        var noted = try WrittenFiles.existing(in: root, harness)
        var written: [String] = []
        for file in files {
            let (name, bytes) = (try RelativePath(naming: file.path), Bytes(file.text.utf8))
            if try !root.create(bytes, as: name, .renamed) {
                guard try file.saysNothing(in: root) else { continue }
                try root.write(bytes, to: name, .renamed)
            }
            noted.add(WrittenFile(path: file.path, text: file.text))
            written.append(file.path)
        }
        if let addition, let line = addition.line {
            let name = try RelativePath(naming: addition.path)
            let former = try root.read(name) ?? []
            let end: Bytes = former.isEmpty || former.last == 0x0A ? [] : [0x0A]
            try root.write(former + end + Bytes((line + "\n").utf8), to: name, .renamed)
            noted.add(addition)
            written.append(addition.path)
        }
        if !written.isEmpty { try noted.write(in: root, harness) }
        return written
    }
}

extension Groundwork.File {
    /// Whether what is there only says that nothing was found.
    fileprivate func saysNothing(in root: Folder) throws -> Bool {
        guard let nothing, FileStatus(of: root.path / path)?.kind == .file else { return false }
        return try root.read(try RelativePath(naming: path)) == Bytes(nothing.utf8)
    }
}
