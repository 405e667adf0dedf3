import HarnessKit

/// A list of tasks as the cache has it: the texts of all in one buffer, so that ten thousand are no burden.
package struct TaskTable: Sendable {
    private var text = Bytes()
    private var kinds: [Word<String>] = []
    private var statuses: [Word<TaskStatus>] = []
    package private(set) var rows: [Row] = []
    /// What it said of tasks that their events do not, a line each; mended here.
    package private(set) var flaws: [String] = []
    private var flawOfRow: [Int: String] = [:]

    /// Small, and without references: a long list is written page by page, and each page has to be asked for.
    package struct Row: Sendable {
        fileprivate let start: Int
        fileprivate let idLength: Int32
        fileprivate let nameLength: Int32
        package let phase: Int32
        package let phases: Int32
        package let started: Date
        package let updated: Date
        package let archived: Date?
        package fileprivate(set) var status: TaskStatus
        /// Whether another store saw it end, as far as its events were looked at.
        package fileprivate(set) var isImported = false
        fileprivate let kind: Int32

        fileprivate var id: Range<Int> { start..<start + Int(idLength) }

        fileprivate var name: Range<Int> { id.upperBound..<id.upperBound + Int(nameLength) }
    }

    /// Hands out the bytes of a row's id and name.
    package func withTexts(
        of row: Row, _ body: (_ id: Slice<UnsafeRawBufferPointer>, _ name: Slice<UnsafeRawBufferPointer>) -> Void
    ) {
        text.withUnsafeBytes { body($0[row.id], $0[row.name]) }
    }

    package func id(of row: Row) -> String { String(decoding: text[row.id], as: UTF8.self) }

    package func name(of row: Row) -> String { String(decoding: text[row.name], as: UTF8.self) }

    package func kind(of row: Row) -> String { kinds[Int(row.kind)].value }

    /// What the list said of it that its events do not.
    package func flaw(of row: Row) -> String? { flawOfRow.isEmpty ? nil : flawOfRow[row.start] }

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
            flawOfRow[row.start] = flaw
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
        let kind = try Self.place(in: &kinds, row, 2) { $0 }
        let status = try Self.place(in: &statuses, row, 3) {
            guard let status = TaskStatus(rawValue: $0) else {
                throw Failure(
                    .malformed, "the task \(try row[0] as String) has the unknown status '\($0)'",
                    hint: "run 'task-state doctor --repair'")
            }
            return status
        }
        rows.append(
            Row(
                start: start, idLength: Int32(clamping: middle - start),
                nameLength: Int32(clamping: text.count - middle), phase: Int32(clamping: try row[4] as Int),
                phases: Int32(clamping: try row[5] as Int), started: Date(milliseconds: try row[6]),
                updated: Date(milliseconds: try row[7]),
                archived: (try row[8] as Int?).map { Date(milliseconds: $0) }, status: statuses[status].value,
                kind: Int32(clamping: kind)))
    }

    /// A word that stands in many rows, as it is stored and as it is read: made once.
    private struct Word<Value: Sendable>: Sendable {
        let bytes: Bytes
        let value: Value
    }

    private static func place<Value>(
        in words: inout [Word<Value>], _ row: HarnessKit.Row, _ column: Int, make: (String) throws -> Value
    ) throws -> Int {
        if let known = words.firstIndex(where: { row.has($0.bytes, at: column) }) { return known }
        let text: String = try row[column]
        words.append(Word(bytes: Bytes(text.utf8), value: try make(text)))
        return words.count - 1
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
