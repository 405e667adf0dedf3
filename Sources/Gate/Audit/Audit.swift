import HarnessKit
import Ledger
import Verifier
import Worktree

/// Looks at receipts: whether they are what they claim, and on request whether what they say still holds.
struct Audit {
    let workspace: Workspace
    let context: Context
    let progress: Progress
    /// Under which names each receipt's id stands, in the folder that is looked at.
    var names: [String: [String]] = [:]
    /// All receipts of that folder.
    var all: [(name: String, bytes: Bytes)] = []

    /// What lies in the work tree, held against its files and against the ledger, where that knows the tasks.
    func look(_ chosen: [(name: String, bytes: Bytes)]) throws -> [AuditedReceipt] {
        let store = try TaskStore.openForReading(in: context)
        let manifest = try? Manifest.take(of: workspace, in: context)
        return try chosen.map { name, bytes in
            try examine(name, bytes, below: workspace.root) { receipt, audited in
                try compare(receipt, with: store, &audited)
                if !audited.isSuperseded, let made = receipt.body.manifest, let manifest,
                    made != manifest.digest.description
                {
                    audited.warn(.projectChanged, "the files of the project are not those that it was made of")
                }
            }
        }
    }

    /// Reads a receipt and what it names; what is wrong with it is a finding, too.
    func examine(
        _ name: String, _ bytes: Bytes, below root: Path, _ further: (Receipt, inout AuditedReceipt) throws -> Void
    ) throws -> AuditedReceipt {
        let receipt: Receipt
        let folder = "\(workspace.harnessName)/receipts/"
        do {
            receipt = try Receipt(name: name, bytes: bytes, in: folder)
        } catch {
            return AuditedReceipt(unreadable: name, in: folder, Failure(translating: error))
        }
        var audited = AuditedReceipt(receipt)
        audited.problems += receipt.contradictions()
        if let base = receipt.chosenBase {
            audited.warn(.baseChosen, "the base was chosen: \(base), not what the work began with")
        }
        let rest = try compareFiles(of: receipt, below: root, &audited)
        try further(rest, &audited)
        if !audited.holds { audited.level = .unverified }
        return audited
    }

    /// Holds the files that it names against those that are there; returns what of it has no successor.
    private func compareFiles(
        of receipt: Receipt, below root: Path, _ audited: inout AuditedReceipt
    ) throws -> Receipt {
        let folder = try Folder(root)
        let retired = try RetiredScenarios.read(in: root / workspace.harnessName)
        let successors = Successors(among: all, retired: retired)
        var (replaced, ended): (Set<String>, Set<String>) = ([], [])
        var (present, changed): ([Scenario], Set<String>) = ([], [])
        for file in receipt.body.files {
            guard let path = RelativePath(file.path) else {
                changed.formUnion(file.scenarios)
                audited.fail(.contradiction, "'\(file.path)' is no path within the project")
                continue
            }
            guard let bytes = try? folder.read(path) else {
                changed.formUnion(file.scenarios)
                if let next = successors.retired(all: file.scenarios, of: file.path, since: receipt) {
                    replaced.insert(file.path)
                    audited.supersede(file.path, by: next)
                } else if let why = retired.reason(ofAll: file.scenarios) {
                    audited.warn(.retired, "\(file.path) was retired: \(why)")
                } else {
                    audited.fail(
                        .scenarioMissing, "\(file.path) is not there",
                        hint: "bring it back, or end it on purpose: 'verify retire SCENARIO --reason TEXT'")
                }
                continue
            }
            let digest = SHA256.digest(of: bytes).description
            guard digest != file.digest else {
                do {
                    present += try ScenarioSource(name: file.path, bytes: bytes).file.scenarios
                } catch {
                    changed.formUnion(file.scenarios)
                    audited.fail(
                        .contradiction, "\(file.path) is no scenario file: \(Failure(translating: error).message)")
                }
                continue
            }
            changed.formUnion(file.scenarios)
            if let next = successors.amended(file.path, to: digest, since: receipt) {
                let single = file.scenarios.filter {
                    successors.retired($0, of: file.path, since: receipt) == nil
                }
                // What was only taken out of its file leaves the others of that as they were.
                if single.count < file.scenarios.count {
                    ended.formUnion(Set(file.scenarios).subtracting(single))
                } else {
                    replaced.insert(file.path)
                }
                audited.supersede(file.path, by: next)
            } else if let why = retired.reason(ofAny: file.scenarios) {
                audited.warn(.retired, "\(file.path) has lost a scenario that was retired: \(why)")
            } else {
                audited.fail(
                    .scenarioChanged, "\(file.path) is not what it was when the receipt was made",
                    hint:
                        "run 'git log -p -- \(file.path)' to see why; where it changed on purpose, have the task that did "
                        + "so say why: 'verify amend --reason TEXT', then complete it (again)")
                audited.remedy = audited.remedy ?? "git log -p -- \(ShellLine.quoted(file.path))"
            }
        }
        compareCriteria(of: receipt, with: present, leavingOut: changed, &audited)
        let rest = receipt.without(replaced, ended)
        audited.isSuperseded =
            !audited.successors.isEmpty && (rest.body.criteria.isEmpty || rest.body.files.isEmpty)
        return rest
    }

    /// A criterion is shown by scenarios that say so themselves; of a file that is another now nothing can be told.
    private func compareCriteria(
        of receipt: Receipt, with scenarios: [Scenario], leavingOut changed: Set<String>,
        _ audited: inout AuditedReceipt
    ) {
        for criterion in receipt.body.criteria {
            for name in criterion.scenarios where !changed.contains(name) {
                let scenario = scenarios.first { $0.id == name }
                guard scenario?.claims(criterion.id.uppercased()) != true else { continue }
                let what = scenario == nil ? "is in none of its files" : "does not say that it proves it"
                audited.fail(
                    .contradiction, "\(criterion.id) is said to be shown by '\(name)', which \(what)",
                    hint: "\(seeHistory(of: receipt)) to see who changed it, and take that back")
            }
        }
    }

    private func seeHistory(of receipt: Receipt) -> String {
        "run 'git log -p -- \(workspace.harnessName)/receipts/\(receipt.name)'"
    }

    /// An id is one event's, and an event one task's: where it stands twice, nobody here can tell which is the copy.
    func noteCopies(of receipt: Receipt, _ audited: inout AuditedReceipt) {
        let others = (names[receipt.id] ?? []).filter { $0 != receipt.name }
        guard !others.isEmpty else { return }
        audited.fail(
            .contradiction, "its id stands in \(others.joined(separator: ", ")) as well: one is a copy",
            hint: "remove the one whose task was not completed")
    }

    func compare(_ receipt: Receipt, with store: TaskStore?, _ audited: inout AuditedReceipt) throws {
        if let store, let stream = try Digest(receipt.id).flatMap({ try store.ledger.stream(of: $0) }),
            stream != receipt.task
        {
            return audited.fail(
                .tampered, "its id is that of \(stream)'s receipt: it was copied from there",
                hint: "remove \(receipt.name), and complete \(receipt.task) itself")
        }
        guard let store, let id = TaskID(receipt.task), try store.ledger.hasTask(id),
            try !store.isTakenFromFiles(id)
        else {
            noteCopies(of: receipt, &audited)
            let seal = receipt.isSealed ? "" : ", and it carries no hash of its own"
            return audited.warn(.noLedger, "the ledger that made it is not here: its id cannot be checked\(seal)")
        }
        let events = try store.ledger.events(of: id.text)
        guard !events.contains(where: { receipt.agrees(with: $0) }) else { return }
        audited.fail(
            .tampered, "the ledger here did not make it: its id or what it says is not what was recorded",
            hint: "\(seeHistory(of: receipt)) to see who changed it, and take that back")
    }
}
