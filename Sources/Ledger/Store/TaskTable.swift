import HarnessKit

/// A list of tasks as the cache has it: the texts of all in one buffer, so that ten thousand are no burden.
package struct TaskTable: Sendable {
    private var text = Bytes()
    package private(set) var rows: [Row] = []
    /// What it said of tasks that their events do not, a line each; mended here.
    package private(set) var flaws: [String] = []

    package struct Row: Sendable {
        package let kind: String
        package fileprivate(set) var status: TaskStatus
        package let phase: Int
        package let phases: Int
        package let started: Date
        package let updated: Date
        package let archived: Date?
        /// Whether another store saw it end, as far as its events were looked at.
        package fileprivate(set) var isImported = false
        /// What the list said of it that its events do not.
        package fileprivate(set) var flaw: String?
        fileprivate let id: Range<Int>
        fileprivate let name: Range<Int>
    }

    /// Hands out the bytes of a row's id and name.
    package func withTexts(
        of row: Row, _ body: (_ id: Slice<UnsafeRawBufferPointer>, _ name: Slice<UnsafeRawBufferPointer>) -> Void
    ) {
        text.withUnsafeBytes { body($0[row.id], $0[row.name]) }
    }

    package func id(of row: Row) -> String { String(decoding: text[row.id], as: UTF8.self) }

    package func name(of row: Row) -> String { String(decoding: text[row.name], as: UTF8.self) }

    /// Gives the first rows the status that their events have; those that do not belong here then go.
    fileprivate mutating func correct(
        _ count: Int, keeping statuses: [TaskStatus],
        by truth: (String) throws -> (status: TaskStatus, isForeign: Bool)?
    ) throws {
        var kept: [Row] = []
        for var row in rows.prefix(count) {
            let id = id(of: row)
            let known = try truth(id)
            let status = known?.status
            row.isImported = known?.isForeign ?? false
            if let status, status == row.status {
                kept.append(row)
                continue
            }
            let flaw = TaskLine.flaw(said: row.status.rawValue, truth: status?.rawValue ?? "nothing of it")
            flaws.append("\(id): \(flaw)")
            row.flaw = flaw
            guard let status, statuses.isEmpty || statuses.contains(status) else { continue }
            row.status = status
            kept.append(row)
        }
        if !flaws.isEmpty || kept.contains(where: \.isImported) {
            rows.replaceSubrange(..<min(count, rows.count), with: kept)
        }
    }

    static let columns: SQL = "id, name, kind, status, phase, phases, created, updated, archived"

    mutating func append(_ row: HarnessKit.Row) throws {
        let start = text.count
        try row.append(0, to: &text)
        let middle = text.count
        try row.append(1, to: &text)
        guard let status = TaskStatus(rawValue: try row[3]) else {
            throw Failure(
                .malformed, "the task \(try row[0] as String) has the unknown status '\(try row[3] as String)'",
                hint: "run 'task-state doctor --repair'")
        }
        rows.append(
            Row(
                kind: try row[2], status: status, phase: try row[4], phases: try row[5],
                started: Date(milliseconds: try row[6]), updated: Date(milliseconds: try row[7]),
                archived: (try row[8] as Int?).map { Date(milliseconds: $0) }, id: start..<middle,
                name: middle..<text.count))
    }
}

extension Ledger {
    /// Tasks, the newest first; the newest of them held against their events.
    package func table(_ filter: TaskFilter) throws -> TaskTable {
        var table = TaskTable()
        try database.each("select \(TaskTable.columns) from task \(Self.condition(filter))") {
            try table.append($0)
        }
        try table.correct(Self.mostHeld, keeping: filter.statuses) {
            try recordedEnd(of: $0).map { ($0.standing.status, $0.isForeign) }
        }
        return table
    }
}
