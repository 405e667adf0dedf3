import HarnessKit
import Worktree

/// The JUnit files that a test step says it writes: those that its run wrote, not what lay there before.
struct ReportFiles {
    private static let most = 5000
    private static let mostFolders = 20_000
    private static let largest = 32 * 1024 * 1024

    let patterns: [String]
    private let folder: Path
    private let before: [RelativePath: FileStatus]

    init(of step: ValidationStep, in folder: Path) {
        patterns = step.kind == .test ? step.reports : []
        self.folder = folder
        before = Self.files(patterns, folder)
    }

    /// Read after the run, in the order of their names.
    func written() -> [(name: String, bytes: Bytes)] {
        let now = Self.files(patterns, folder).filter { isNew($0.key, $0.value) && $0.value.size <= Self.largest }
        return now.keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.compactMap { name in
            guard let bytes = try? Folder(folder).read(name) else { return nil }
            return (name.description, bytes)
        }
    }

    private func isNew(_ name: RelativePath, _ status: FileStatus) -> Bool {
        guard let old = before[name] else { return true }
        return old.inode != status.inode || old.changed != status.changed || old.size != status.size
    }

    private static func files(_ patterns: [String], _ folder: Path) -> [RelativePath: FileStatus] {
        var found: [RelativePath: FileStatus] = [:]
        for pattern in patterns {
            let fixed = pattern.split(separator: "/").prefix { !$0.contains { "*?[\\".contains($0) } }
            let isWhole = fixed.count == pattern.split(separator: "/").count
            let start = (isWhole ? fixed.dropLast() : fixed).joined(separator: "/")
            let globs = PathGlobs([pattern])
            var (folders, seen) = ([start], 0)
            while let next = folders.popLast(), found.count < most, seen < mostFolders {
                seen += 1
                guard let entries = try? Folder(next.isEmpty ? folder : folder / next).entries() else { continue }
                for entry in entries {
                    let name = String(decoding: entry.name, as: UTF8.self)
                    let path = next.isEmpty ? name : "\(next)/\(name)"
                    let status = FileStatus(of: folder / path)
                    if status?.kind == .folder {
                        folders.append(path)
                    } else if status?.kind == .file, let path = RelativePath(path), globs.match(path) {
                        found[path] = status
                    }
                }
            }
        }
        return found
    }
}
