import CSQLite

/// Somebody else's statement may go on for ever, or hold more than we can: it is asked for no more than we bear.
extension Database {
    /// The rows of a statement that was written by somebody else.
    func table(_ text: String, _ values: [SQLValue], _ limits: ForeignDatabase.Limits) throws -> [JSON] {
        try withStatement(SQL(foreign: text, values)) { statement in
            guard statement.isReadOnly, statement.parameterCount == values.count else {
                throw statement.isReadOnly
                    ? DatabaseError(
                        .other, path.description,
                        "it takes \(statement.parameterCount) values, \(values.count) are given", statement: text)
                    : DatabaseError(.other, path.description, "it does not only read", statement: text)
            }
            var (rows, bytes): ([JSON], Int) = ([], 0)
            while try statement.step() {
                guard rows.count < limits.rows else {
                    throw DatabaseError(
                        .other, path.description, "it has more than \(limits.rows) rows", statement: text)
                }
                bytes += statement.rowBytes
                guard bytes <= limits.bytes else {
                    throw DatabaseError(
                        .other, path.description, "its rows have more than \(limits.bytes) bytes", statement: text)
                }
                rows.append(Row(statement: statement).json)
            }
            return rows
        }
    }

    /// No text, blob or row is longer from now on.
    func limitValues(to bytes: Int) {
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Int32(clamping: bytes))
    }

    /// Runs the body; while SQLite works it asks every few milliseconds whether to go on.
    func asking<Value>(whether goesOn: @escaping () throws -> Bool, _ body: () throws -> Value) throws -> Value {
        let question = Question(goesOn)
        sqlite3_progress_handler(
            handle, 50_000,
            { argument in
                argument.map { Unmanaged<Question>.fromOpaque($0).takeUnretainedValue().isAnsweredNo ? 1 : 0 } ?? 0
            }, Unmanaged.passUnretained(question).toOpaque())
        defer { sqlite3_progress_handler(handle, 0, nil, nil) }
        do {
            return try withExtendedLifetime(question) { try body() }
        } catch {
            throw question.problem ?? error
        }
    }

    /// What SQLite asks, through C, and what came of it.
    private final class Question {
        private let goesOn: () throws -> Bool
        private(set) var problem: (any Error)?

        init(_ goesOn: @escaping () throws -> Bool) {
            self.goesOn = goesOn
        }

        var isAnsweredNo: Bool {
            do {
                return try !goesOn()
            } catch {
                problem = error
                return true
            }
        }
    }
}
