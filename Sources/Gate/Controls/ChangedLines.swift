import HarnessKit
import Worktree

/// The lines that changed files have now and had not when the task began.
struct ChangedLines {
    struct Line {
        let number: Int
        let text: String
    }

    struct File {
        let path: RelativePath
        let lines: [Line]
    }

    let files: [File]

    private static let mostBytes = 1024 * 1024
    private static let mostFiles = 2000

    /// Reads those of the files that are wanted; nothing where no state from before is known.
    init(of shop: Workshop, where isWanted: (RelativePath) throws -> Bool) throws {
        guard let snapshot = shop.task.baseSnapshot, let snapshots = try shop.store.snapshots() else {
            files = []
            return
        }
        let root = shop.store.workspace.root
        let paths = try shop.changed().filter(isWanted).prefix(Self.mostFiles)
        let former = try snapshots.contents(of: Set(paths), in: snapshot)
        let top = try Folder(root)
        files = paths.compactMap { path in
            guard let status = FileStatus(of: root / Path(bytes: path.bytes)), status.kind == .file,
                status.size <= Self.mostBytes, let now = try? top.read(path), !now.contains(0)
            else { return nil }
            return File(path: path, lines: Self.new(in: now, since: former[path] ?? []))
        }
    }

    /// The lines of a text as they are held against others.
    static func lines(of text: Bytes) -> [String] {
        text.split(separator: UInt8(ascii: "\n")).map { String(decoding: trimmed($0), as: UTF8.self) }
    }

    private static func new(in now: Bytes, since then: Bytes) -> [Line] {
        let newline = UInt8(ascii: "\n")
        let known = Set(then.split(separator: newline).map(trimmed))
        return now.split(separator: newline, omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let line = trimmed(line)
            guard !line.isEmpty, !known.contains(line) else { return nil }
            return Line(number: index + 1, text: String(decoding: line, as: UTF8.self))
        }
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        let rest = line.drop(while: isBlank)
        guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return [] }
        return rest[...last]
    }
}

extension ChangedLines.Line {
    /// Whether nothing but a remark stands on it.
    var isComment: Bool {
        let isAttribute = ["#[", "#if", "#!["].contains { text.hasPrefix($0) }
        return !isAttribute && ["#", "//", "/*", "* ", "--", "<!--"].contains { text.hasPrefix($0) }
    }

    var shown: String { TerminalText.oneLine(String(text.prefix(100))) }
}
