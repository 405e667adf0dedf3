import HarnessKit
import Ledger
import Worktree

/// Product code that a feature, a bug fix or a refactoring emptied while little or nothing came instead: what crashed may just not be there.
///
/// A scenario that only asks that nothing breaks passes then. Code that was moved or written anew elsewhere is found
/// among the lines that are new, as git finds what was renamed; that dead code goes is what a chore is for.
struct EmptiedCode {
    let shop: Workshop

    /// A file, and how many of its lines of code are gone.
    struct Emptied: Equatable {
        let path: RelativePath
        let gone: Int
        let before: Int
        /// How many lines of code are new, in whichever file.
        var came = 0

        var words: String {
            "\(path) has lost \(gone) of its \(before) lines of code since the task began, and "
                + (came == 0 ? "none" : "\(came)") + " came, in whichever file"
        }
    }

    private static let mostBytes = 1024 * 1024
    private static let mostFiles = 2000
    private static let mostNotes = 5
    /// Fewer lines may well be a fix.
    private static let leastGone = 4
    /// Of a hundred lines, how many must be gone, and how many new ones among those gone are something else instead.
    private static let (goneShare, newShare) = (60, 34)
    /// Brackets and the like stand everywhere.
    private static let leastLine = 4

    /// A line for each such file.
    func notes() throws -> [String] {
        guard [TaskKind.feature, .bugfix, .refactor].contains(shop.task.kind), let snapshot = shop.task.baseSnapshot,
            let snapshots = try shop.store.snapshots()
        else { return [] }
        let paths = try TestPaths()
        let changed = try shop.changed().filter { !paths.isTest($0) }.prefix(Self.mostFiles)
        let isCode = { (path: RelativePath) in
            paths.language(of: path.description) != nil && !RunnerSettings.isOne(path)
        }
        guard changed.contains(where: isCode) else { return [] }
        let former = try snapshots.contents(of: Set(changed), in: snapshot)
        let top = try Folder(shop.store.workspace.root)
        let states = changed.map { path in
            State(
                path: path, isCode: isCode(path), then: Self.code(former[path] ?? [], of: path),
                now: Self.code(text(of: path, in: top), of: path))
        }
        return Self.emptied(states).prefix(Self.mostNotes).map(\.words)
    }

    /// A file without the module of tests that ends one of Rust: that may go into a file of its own.
    static func code(_ text: Bytes, of path: RelativePath) -> Bytes {
        guard InlineTests.mayBe(in: path), let tests = InlineTests.module(of: text) else { return text }
        return Bytes(text.dropLast(tests.count))
    }

    private func text(of path: RelativePath, in top: Folder) -> Bytes {
        guard let status = FileStatus(of: top.path / Path(bytes: path.bytes)), status.kind == .file,
            status.size <= Self.mostBytes
        else { return [] }
        return (try? top.read(path)) ?? []
    }

    /// What a changed file said before and says now.
    struct State {
        let path: RelativePath
        /// Otherwise it is only where code may have gone to, such as a template.
        let isCode: Bool
        let then: Bytes
        let now: Bytes
    }

    static func emptied(_ states: [State]) -> [Emptied] {
        let changes = states.filter { !$0.then.contains(0) && !$0.now.contains(0) }.map { state in
            let (then, now) = (lines(of: state.then), lines(of: state.now))
            return (state: state, before: then.count, gone: then.lacking(now), new: now.lacking(then))
        }
        let new = changes.reduce(into: [String: Int]()) { counts, change in
            for line in change.new { counts[line, default: 0] += 1 }
        }
        let written = changes.filter(\.state.isCode).reduce(0) { $0 + $1.new.count }
        return changes.filter(\.state.isCode).compactMap { change in
            var left = new
            let gone = change.gone.count { line in
                guard let count = left[line], count > 0 else { return true }
                left[line] = count - 1
                return false
            }
            guard gone >= leastGone, gone * 100 >= change.before * goneShare, written * 100 < gone * newShare else {
                return nil
            }
            return Emptied(path: change.state.path, gone: gone, before: change.before, came: written)
        }
    }

    /// The lines of its code, remarks and brackets apart.
    private static func lines(of text: Bytes) -> [String] {
        ChangedLines.lines(of: text).enumerated().map { ChangedLines.Line(number: $0.offset, text: $0.element) }
            .filter { !$0.isComment && $0.text.utf8.count >= leastLine }.map(\.text)
    }
}

extension [String] {
    /// Those that others do not have, each as often as it is missing there.
    fileprivate func lacking(_ others: [String]) -> [String] {
        var left = others.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        return filter { line in
            guard let count = left[line], count > 0 else { return true }
            left[line] = count - 1
            return false
        }
    }
}
