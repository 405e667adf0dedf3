import HarnessKit
import Ledger
import Project
import Verifier
import Worktree

/// What whoever reads a receipt should know of how, where and when the work was verified.
struct Surroundings {
    let shop: Workshop

    func note(_ finding: inout GateFinding) throws {
        noteFlags(&finding)
        let settings: [(file: String, code: GateCode)] = [
            (ProjectEnvironment.file, .environmentChanged), (ValidationFile.path, .validationChanged),
        ]
        for (file, code) in settings {
            let change = SettingsChange(task: shop.task, store: shop.store, file: file)
            if let words = try change.words() { finding.warn(code, words) }
        }
        for (code, words) in try UncommittedSettings(task: shop.task, store: shop.store).notes() {
            finding.warn(code, words)
        }
        try noteDetection(&finding)
        for words in try TestSensing(shop: shop).notes() { finding.warn(.testSensing, words) }
        for words in try Replacements(shop: shop).notes() { finding.warn(.replacement, words) }
        for words in try EmptiedCode(shop: shop).notes() {
            finding.warn(
                .emptied, words,
                hint: "where that is on purpose, say so in the summary; to take out dead code is a task of kind chore"
            )
        }
        if let words = try EarlierWork(shop: shop).words() { finding.warn(.earlierWork, words) }
        try noteStore(&finding)
        if let former = shop.journal.ignored, try Self.differ(former, shop.ignored()) {
            finding.warn(.ignoredInput, "ignored files that \"share\" names changed since the attempt before")
        }
        for path in try shop.project.sharedPaths()
        where FileStatus(of: shop.store.workspace.root / Path(bytes: path.bytes)) == nil {
            finding.warn(
                .ignoredInput, "'\(path)', which \"share\" names, is not there",
                hint: "make it, or take it out of \"share\" in \(ProjectEnvironment.file)")
        }
        let now = shop.store.context.clock.now()
        if let latest = try shop.store.ledger.latestMoment(), latest > now + 2 {
            finding.warn(.clock, "the clock says \(now.iso8601), and something was recorded at \(latest.iso8601)")
        }
    }

    /// Whether the same ignored inputs look otherwise; others are no change of theirs.
    private static func differ(_ former: String, _ now: String) -> Bool {
        let (old, new) = (former.split(separator: " "), now.split(separator: " "))
        return old.first != new.first && old.dropFirst() == new.dropFirst()
    }

    // Variables that are set only where it is verified.

    private static let words: Set = [
        "TEST", "TESTS", "TESTING", "MOCK", "MOCKS", "MOCKED", "FAKE", "FAKES", "STUB", "DUMMY",
    ]

    private func noteFlags(_ finding: inout GateFinding) {
        let project = shop.project
        let applications = [project.app].compactMap { $0 } + (project.apps.map { Array($0.values) } ?? [])
        var names: Set<String> = []
        for variables in [project.environment] + applications.compactMap({ $0.start?.environment }) {
            names.formUnion(variables.filter { Self.isFlag($0.key, $0.value) }.keys)
        }
        guard !names.isEmpty else { return }
        let list = names.sorted { $0.precedes($1) }.joined(separator: ", ")
        finding.warn(.testFlag, "environment.json sets \(list) for what is verified")
    }

    static func isFlag(_ name: String, _ value: String) -> Bool {
        let parts = name.uppercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        if parts.contains(where: words.contains) {
            return !["", "0", "false", "no", "off"].contains(value.lowercased())
        }
        return ["ENV", "MODE"].contains(parts.last ?? "") && ["test", "testing", "mock"].contains(value.lowercased())
    }

    // Files that know us.

    private static let names = ["harness-executor", "HARNESS_CACHE_DIR", "HARNESS_STATE_DIR", "HARNESS_ACTOR"]
    private static let mostBytes = 1024 * 1024

    /// Outside git every file would count as changed: then nothing is said.
    private func noteDetection(_ finding: inout GateFinding) throws {
        guard shop.task.baseSnapshot != nil else { return }
        let top = try Folder(shop.store.workspace.root)
        let found = try shop.changed().filter { path in
            let name = path.description
            guard !DocumentsControl.isDocument(name), !name.hasPrefix("."), !name.contains("/."),
                let status = FileStatus(of: shop.store.workspace.root / Path(bytes: path.bytes)),
                status.kind == .file, status.size <= Self.mostBytes, let bytes = try? top.read(path)
            else { return false }
            return Self.names.contains { bytes.offset(of: Bytes($0.utf8)) != nil }
        }
        guard let first = found.first else { return }
        let rest = found.count > 1 ? " and \(found.count - 1) more" : ""
        finding.warn(.detection, "\(first)\(rest) was changed and names this program")
    }

    // A ledger that was begun anew.

    /// Receipts of other people's tasks come with git; those of tasks that this ledger knows should be in it.
    private func noteStore(_ finding: inout GateFinding) throws {
        let store = shop.store
        guard let folder = try? Folder(store.workspace.harness / "receipts") else { return }
        let passed = Set(try store.ledger.history(of: [GatePassed.kind]).map(\.stream))
        let names = try folder.names(atMost: 2000).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
        let unknown = try names.filter { name in
            guard !passed.contains(name), let id = TaskID(name) else { return false }
            return try store.ledger.hasTask(id) || FileStatus(of: store.workspace.harness / "tasks" / Path(name)) != nil
        }
        guard let first = unknown.first else { return }
        let rest = unknown.count > 1 ? " and \(unknown.count - 1) more" : ""
        finding.warn(.newStore, "this ledger does not know the receipt of \(first)\(rest), which was worked on here")
    }
}
