import HarnessKit
import Ledger

/// Why a task may not be called done: every reason, with what to do about it.
struct Refusal: Error {
    var reasons: [NamedNote] = []

    mutating func add(_ code: GateCode, _ message: String, hint: String) {
        reasons.append(NamedNote(code.rawValue, message, hint: hint))
    }

    /// Refuses, if there is a reason.
    func raise() throws {
        guard reasons.isEmpty else { throw self }
    }

    /// As it is told: the first reason with its hint, the others below it.
    func failure(of id: TaskID) -> Failure {
        let first = reasons.first
        let rest = reasons.dropFirst().map { "\($0.code)  \($0.message)" + ($0.hint.map { " (\($0))" } ?? "") }
        return Failure(
            .no, "\(id) is not done yet: \(first.map { "\($0.code) \($0.message)" } ?? "")", hint: first?.hint,
            details: Array(rest), codes: reasons.map(\.code))
    }
}
