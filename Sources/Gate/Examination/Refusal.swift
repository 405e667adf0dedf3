import HarnessKit
import Ledger
import Verifier

/// Why a task may not be called done: every reason, with what to do about it.
struct Refusal: Error {
    var reasons: [NamedNote] = []

    mutating func add(_ code: GateCode, _ message: String, hint: String?) {
        reasons.append(NamedNote(code.rawValue, message, hint: hint))
    }

    /// Adds what is wrong with the scenarios of the criteria that are not shown: it says why they are not.
    mutating func add(findingsOf report: Report, for criteria: [CriterionStrength]) {
        for finding in report.findings(of: criteria) where !reasons.contains(where: { $0.message == finding.message }) {
            reasons.append(NamedNote(finding.code, finding.message, hint: finding.hint))
        }
    }

    /// Adds that files are not what was verified.
    mutating func addMoved(_ what: String) {
        add(
            .treeMoved, "\(what) changed while it was being verified",
            hint: "stop what writes it, or add it to .gitignore where a run makes it; then run the same command again")
    }

    /// Whether every reason is one of these, or a word of a scenario that explains one.
    func isOnly(_ codes: Set<GateCode>) -> Bool {
        let words = Set(codes.map(\.rawValue))
        return reasons.allSatisfy { words.contains($0.code) || (!words.isEmpty && GateCode(rawValue: $0.code) == nil) }
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

extension Report {
    /// What is wrong with the scenarios of criteria that they are too weak for; a word of warning is none of it.
    func findings(of criteria: [CriterionStrength]) -> [StrengthFinding] {
        let weak = Set(criteria.filter { $0.grade < ScenarioStrength.best }.map(\.id))
        let findings = own.filter { !weak.isDisjoint(with: $0.proves) }.flatMap { $0.strength?.findings ?? [] }
        return findings.filter { $0.code.hasPrefix("E_") }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension Refusal {
    /// Adds that tests failed, and that the step which ran them says otherwise.
    mutating func addSilenced(_ result: StepResults.Result) {
        let failed = result.failed.sorted { $0.precedes($1) }
        let names = GateFinding.some(of: failed).map { ": \($0)" } ?? ""
        add(
            .validation,
            "'\(result.record.name)' ends well (\(result.record.arguments.joined(separator: " "))), and tests fail in it "
                + "that passed before the work\(names)",
            hint: "mend them; what passes over their failure, such as '|| true', keeps nobody from seeing it")
    }
}
