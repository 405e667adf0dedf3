import HarnessKit

/// Files that a test runner writes; those that were there before and did not change are somebody's old ones.
struct ReportFiles {
    private let patterns: [String]
    private let root: Path

    init(_ patterns: [String], below root: Path) {
        self.patterns = patterns
        self.root = root
    }

    /// Moves those that are there out of the way: what is there after the step was written in it.
    ///
    /// No look at a file tells one that was written anew with the same bytes from one that was only touched.
    func setAside() -> Aside {
        var moved: [(path: Path, place: Path)] = []
        for path in paths where FileStatus(of: path)?.kind == .file {
            guard let folder = path.parent else { continue }
            let place = folder / ".\(path.name).before"
            if FileSystem.move(path, to: place) { moved.append((path, place)) }
        }
        return Aside(moved: moved, others: states())
    }

    /// Reports of an earlier run, out of the way for as long as the step takes.
    struct Aside {
        fileprivate let moved: [(path: Path, place: Path)]
        /// When those last changed that could not be moved.
        fileprivate let others: [Path: Int64]

        /// Puts back what nobody wrote anew, and takes away the rest.
        func restore() {
            for (path, place) in moved {
                if FileStatus(of: path) == nil {
                    _ = FileSystem.move(place, to: path)
                } else {
                    _ = place.withCString { unlink($0) }
                }
            }
        }
    }

    private func states() -> [Path: Int64] {
        var states: [Path: Int64] = [:]
        for path in paths { states[path] = FileStatus(following: path)?.changed }
        return states
    }

    func contents(besides before: Aside) throws -> [TestReport] {
        try paths.filter { FileStatus(following: $0)?.changed != before.others[$0] }.map { path in
            TestReport(
                name: path.relative(to: root), bytes: try FileContent(of: path, limit: 64 * 1024 * 1024).bytes)
        }
    }

    /// Every path that the patterns stand for, in byte order.
    private var paths: [Path] {
        patterns.flatMap { pattern -> [Path] in
            let parts = pattern.split(separator: "/").map(String.init)
            let start = pattern.hasPrefix("/") ? Path("/") : root
            return parts.reduce([start]) { folders, part in
                guard part.contains("*") else { return folders.map { $0 / part } }
                return folders.flatMap { folder in
                    ((try? Folder(folder).names()) ?? []).filter { Self.matches($0, part) }.map { folder / $0 }
                }
            }.filter { FileStatus(following: $0)?.kind == .file }
        }
    }

    /// `*` stands for any characters.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard name.hasPrefix(pieces[0]), name.count >= pattern.count - pieces.count + 1 else { return false }
        var rest = Bytes(name.dropFirst(pieces[0].count).utf8)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let offset = rest.offset(of: Bytes(piece.utf8)) else { return false }
            rest = Bytes(rest[(offset + piece.utf8.count)...])
        }
        return rest.suffix(pieces[pieces.count - 1].utf8.count).elementsEqual(pieces[pieces.count - 1].utf8)
    }
}
