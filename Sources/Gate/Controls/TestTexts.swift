import HarnessKit
import Worktree

/// What the files of tests say, held against what they said before the work.
///
/// A test that is still there and passes may have been emptied. What an assertion is worth no tool can tell; that there
/// are fewer of them, or that lines are gone, is said.
struct TestTexts {
    let shop: Workshop
    /// Tests that were taken away on purpose.
    var amended: [String] = []

    private static let words = [
        "assert", "expect", "should", "require(", "raises", ".toBe", "t.Error", "t.Fatal", "fail(", "verify(",
    ].map { Bytes($0.lowercased().utf8) }
    private static let mostBytes = 1024 * 1024

    func note(_ finding: inout GateFinding) throws {
        guard shop.task.baseSnapshot != nil else { return }
        let paths = try TestPaths()
        let all = try shop.changed()
        let others = all.filter { !paths.isTest($0) && (TestsInCode.mayBe(in: $0) || NamedData.mayBe($0)) }
        let changed = all.filter { paths.isTest($0) } + others
        guard changed.count + all.count(where: LeftOutTests.isSetting) > 0,
            case .success(let before) = try shop.beforeWork()
        else { return }
        for path in all.filter(LeftOutTests.isSetting).prefix(20) {
            guard let now = text(path, in: shop.store.workspace.root), !now.contains(0) else { continue }
            if let line = LeftOutTests.newLine(in: now, since: text(path, in: before.root) ?? []) {
                finding.warn(.testsLeftOut, "\(path) leaves tests out since the task began: '\(line)'")
            }
        }
        try noteGone(changed.filter(paths.isTest), of: paths, in: before.root, &finding)
        let data = NamedData(shop: shop, paths: paths)
        for path in changed.prefix(200) {
            guard var then = text(path, in: before.root), var now = text(path, in: shop.store.workspace.root),
                !then.contains(0), !now.contains(0)
            else { continue }
            var name = path.description
            if !paths.isTest(path) {
                guard TestsInCode.mayBe(in: path) else {
                    guard Self.lacksLines(of: then, now), let test = try data.reader(of: path) else { continue }
                    finding.warn(
                        .testsChanged, "\(path), which \(test) names, says something else than before the work")
                    continue
                }
                // Those that are gone altogether, or lie elsewhere, are missed by their names.
                guard let former = TestsInCode(in: then, of: path), let present = TestsInCode(in: now, of: path) else {
                    continue
                }
                (then, now, name) = (former.text, present.text, "what tests in \(path)")
            }
            let (marks, marked) = (LeftOutTests.marks(in: now), LeftOutTests.marks(in: then))
            if marks > marked {
                finding.warn(
                    .testsLeftOut,
                    "\(name) marks tests to be left out on \(marks) lines, and did on \(marked) before the work")
            }
            let (checks, checked) = (Self.count(now), Self.count(then))
            if checks < checked {
                finding.warn(.testsWeaker, "\(name) has \(checks) assertions, and had \(checked) before the work")
            } else if let change = Self.change(from: then, to: now) {
                finding.warn(.testsChanged, "\(name) \(change) something else than before the work")
            }
        }
    }

    /// Test files that are gone, and what they said stands in no other that came or was changed: runners whose names hold no
    /// file miss none of their tests where others are called the same.
    private func noteGone(
        _ files: [RelativePath], of paths: TestPaths, in before: Path, _ finding: inout GateFinding
    ) throws {
        let root = shop.store.workspace.root
        let gone = files.filter { FileStatus(of: root / Path(bytes: $0.bytes)) == nil }
        guard !gone.isEmpty else { return }
        let rest = Self.said(in: files.compactMap { text($0, in: root) })
        for path in gone.prefix(20) {
            guard let then = text(path, in: before), !then.contains(0), Self.count(then) > 0,
                Self.lacksLines(of: Self.said(in: [then]), rest), try !isAmended(path, then, paths)
            else { continue }
            finding.warn(.testsChanged, "\(path) is gone, and not all that it said stands in the tests of now")
        }
    }

    /// Whether somebody said of each of its tests why it is gone.
    private func isAmended(_ path: RelativePath, _ text: Bytes, _ paths: TestPaths) throws -> Bool {
        guard !amended.isEmpty, let language = paths.language(of: path.description) else { return false }
        let tests = try DeclaredTest.all(in: text, of: language, file: path)
        return !tests.isEmpty
            && tests.allSatisfy { test in
                amended.contains { $0.contains(test.name) || $0.hasSuffix("*") && test.group.map($0.contains) == true }
            }
    }

    /// What files say beside what they import, and how groups of tests are called.
    private static func said(in files: [Bytes]) -> Bytes {
        let lines = files.flatMap { TestBody($0).lines }.filter { line in
            !["class ", "describe(", "suite(", "context("].contains { line.hasPrefix($0) }
        }
        return Bytes(lines.joined(separator: "\n").utf8)
    }

    private func text(_ path: RelativePath, in root: Path) -> Bytes? {
        guard let status = FileStatus(of: root / Path(bytes: path.bytes)), status.kind == .file,
            status.size <= Self.mostBytes
        else { return nil }
        return try? Folder(root).read(path)
    }

    /// How many lines check something; what an import names checks nothing.
    static func count(_ text: Bytes) -> Int {
        let body = TestBody(text)
        let further = body.importedChecks
        return body.lines.count { line in
            let line = line.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
            return checks(line) || further.contains { line.offset(of: $0) != nil }
        }
    }

    /// Whether a line, in small letters, checks something.
    static func checks(_ line: Bytes) -> Bool { words.contains { line.offset(of: $0) != nil } }

    /// What it does otherwise; nil where all that it said is still there, and at most more is imported.
    static func change(from then: Bytes, to now: Bytes) -> String? {
        let gone = lines(of: then, lackingIn: now)
        guard !gone.isEmpty else { return nil }
        let former = TestBody(then)
        // A line that is indented otherwise may be run no more.
        guard gone.allSatisfy({ ChangedLines.lines(of: Bytes($0)).allSatisfy(former.isOnlyImport) }) else {
            return "says"
        }
        return TestBody(now).imports(atLeast: former) ? nil : "imports"
    }

    /// Whether a line of before is gone; lines that were added say nothing.
    private static func lacksLines(of then: Bytes, _ now: Bytes) -> Bool { !lines(of: then, lackingIn: now).isEmpty }

    private static func lines(of then: Bytes, lackingIn now: Bytes) -> [ArraySlice<UInt8>] {
        var left = Dictionary(grouping: now.split(separator: UInt8(ascii: "\n")), by: { $0 }).mapValues(\.count)
        return then.split(separator: UInt8(ascii: "\n")).filter { line in
            left[line, default: 0] -= 1
            return (left[line] ?? 0) < 0
        }
    }
}
