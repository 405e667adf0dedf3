import HarnessKit
import Ledger

/// A receipt as it lies in the project: `receipts/<id>.json`.
struct Receipt {
    let name: String
    let bytes: Bytes
    let task: String
    /// The event's hash; what the ledger knows it by.
    let id: String
    let title: String
    let kind: String
    let at: String
    private(set) var body: GatePassed
    private let json: JSON

    init(name: String, bytes: Bytes, in folder: String = "") throws {
        self.name = name
        self.bytes = bytes
        let source = JSON.Source(name: folder + name, bytes: bytes, options: .strict)
        json = try source.value()
        body = try source.decode()
        task = json["task_id"]?.string ?? ""
        id = json["receipt"]?.string ?? ""
        at = json["at"]?.string ?? ""
        title = json["task"]?.string ?? task
        kind = json["kind"]?.string ?? "feature"
    }

    var level: Level { Level(rawValue: body.level) ?? .unverified }

    /// For people: the base that was chosen, and which commit that was.
    var chosenBase: String? {
        body.baseRevision.map { revision in
            "\(TerminalText.oneLine(revision)) (\(body.baseCommit?.prefix(12) ?? "no commit"))"
        }
    }

    /// Whether it is of a task that needs no scenario.
    var isOfDocuments: Bool { kind == "docs" }

    /// The most that it can be, however much holds.
    var mostLevel: Level { isOfDocuments ? .replayed : .independent }

    /// Whether no copy of the project could be run, and so its own folder was.
    var wasMadeInPlace: Bool { body.controls.contains { $0.name == "copy" && $0.outcome == .couldNotRun } }

    /// Whether the task must not change what can be seen, so that its scenarios pass before it, too.
    var keepsBehaviour: Bool { kind == "refactor" || kind == "chore" }

    /// The receipts of a folder, in byte order of their names.
    static func all(in harness: Path) throws -> [(name: String, bytes: Bytes)] {
        guard let folder = try? Folder(harness / "receipts") else { return [] }
        return try folder.names().filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.compactMap { name in
            try folder.read(try RelativePath(naming: name)).map { (name, $0) }
        }
    }

    /// The names under which each id stands.
    static func names(in receipts: [(name: String, bytes: Bytes)]) -> [String: [String]] {
        receipts.reduce(into: [:]) { names, receipt in
            guard let id = (try? JSON.parse(receipt.bytes))?["receipt"]?.string else { return }
            names[id, default: []].append(receipt.name)
        }
    }

    /// What does not fit together in it.
    func contradictions() -> [NamedNote] {
        var found: [String] = []
        if Level(rawValue: body.level) == nil { found.append("'\(body.level)' is no level") }
        if task.isEmpty || "\(task).json" != name.split(separator: "/").last.map(String.init) {
            found.append("it is called '\(name)' and says that it is of '\(task)'")
        }
        if Set(Digest(id)?.bytes ?? []).count < 2 { found.append("'\(id)' is no receipt's id") }
        if body.criteria.isEmpty { found.append("it names no criterion") }
        let ids = body.criteria.map(\.id)
        if Set(ids).count < ids.count { found.append("it names one criterion twice") }
        if level >= .replayed, body.runs.isEmpty, !isOfDocuments { found.append("it names no run") }
        let failed = body.controls.filter { $0.outcome == .failed }.map(\.name)
        if !failed.isEmpty { found.append("a control that failed stands in it: \(failed.joined(separator: ", "))") }
        let missing = body.controls.filter { $0.outcome == .couldNotRun }.map(\.name)
        if level >= .controlled, !missing.isEmpty {
            found.append("\(body.level) though these could not run: \(missing.joined(separator: ", "))")
        }
        if level >= .controlled, !keepsBehaviour {
            for criterion in body.criteria where criterion.scenarios.isEmpty && !body.files.isEmpty {
                found.append("\(body.level) though nothing showed \(criterion.id)")
            }
        }
        if isOfDocuments {
            let others = [body.files.isEmpty ? nil : "scenario files", body.runs.isEmpty ? nil : "runs"]
                .compactMap(\.self)
            if !others.isEmpty { found.append("it is of kind docs, and names \(others.joined(separator: ", "))") }
            if level > .replayed { found.append("it is of kind docs, and says \(body.level)") }
            if level == .replayed, !body.controls.contains(where: { $0.name == "documents" && $0.outcome == .held }) {
                found.append("it is of kind docs, and its documents were not looked at")
            }
        }
        if isSealed, !isWhole { found.append("it was edited: it is not what its own hash was made of") }
        return found.map { NamedNote(AuditCode.contradiction.rawValue, $0) }
    }

    /// What of it still says something, where files or single scenarios have successors.
    func without(_ files: Set<String>, _ scenarios: Set<String>) -> Receipt {
        var rest = self
        let gone = scenarios.union(body.files.filter { files.contains($0.path) }.flatMap(\.scenarios))
        rest.body.files.removeAll { files.contains($0.path) }
        rest.body.criteria = body.criteria.compactMap { criterion in
            var criterion = criterion
            let had = !criterion.scenarios.isEmpty
            criterion.scenarios.removeAll { gone.contains($0) }
            return had && criterion.scenarios.isEmpty ? nil : criterion
        }
        return rest
    }

    /// Whether it carries a hash of itself, as every receipt does when it is written.
    var isSealed: Bool { json[ReceiptSeal.member] != nil }

    private var isWhole: Bool {
        guard case .object(let object) = json else { return false }
        return json[ReceiptSeal.member]?.string == ReceiptSeal.of(object)
    }

    /// Whether an event says the same; what the receipt adds to the event's body is left out.
    func agrees(with event: Event) -> Bool {
        guard event.kind == GatePassed.kind, event.hash.description == id, case .object(let object) = json,
            let said = try? JSON.parse(event.body)
        else { return false }
        let added = ["receipt", "task_id", "at", "task", "kind", ReceiptSeal.member]
        return JSON.object(.init(object.members.filter { !added.contains($0.name) })) == said
            && json["at"]?.string == event.at.iso8601
    }
}

/// The words of an audit; the reference prints this table.
package enum AuditCode: String, CaseIterable, Sendable {
    case malformed = "E_RECEIPT"
    case contradiction = "E_RECEIPT_CONTRADICTS"
    case tampered = "E_RECEIPT_TAMPERED"
    case missing = "E_RECEIPT_MISSING"
    case scenarioMissing = "E_SCENARIO_MISSING"
    case scenarioChanged = "E_SCENARIO_CHANGED"
    case noReceipt = "E_NO_RECEIPT"
    case noLedger = "W_NO_LEDGER"
    case projectChanged = "W_PROJECT_CHANGED"
    case retired = "W_RETIRED"
    case baseChosen = "W_BASE_CHOSEN"
    case otherWork = "W_OTHER_WORK"

    package var meaning: String {
        switch self {
        case .malformed: "a receipt cannot be read"
        case .contradiction: "a receipt says things that do not go together"
        case .tampered: "the ledger here knows another receipt of that task"
        case .missing: "a receipt that the ledger here made is not there"
        case .scenarioMissing: "a scenario file that a receipt names is not there"
        case .scenarioChanged: "a scenario file is not what it was when the receipt was made"
        case .noReceipt: "there is no receipt to look at"
        case .noLedger: "the ledger that made a receipt is not here: its id cannot be checked"
        case .projectChanged: "the project has changed since: only a replay says whether it still holds"
        case .retired: "a scenario was retired on purpose since"
        case .otherWork: "between the start of a task and its receipt lies work that may be another's"
        case .baseChosen: "the work is compared with a commit that somebody named"
        }
    }
}
