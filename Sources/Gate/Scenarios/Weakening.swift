import HarnessKit
import Verifier

/// What a scenario file asks for less than it did when it was registered.
enum Weakening {
    /// One line for each: what was taken away, loosened or changed.
    static func findings(from old: ScenarioFile, to new: ScenarioFile) -> [String] {
        old.scenarios.flatMap { before -> [String] in
            guard let after = new.scenarios.first(where: { $0.id == before.id }) else {
                return ["the scenario '\(before.id)' was removed"]
            }
            return findings(from: before, to: after).map { "\(before.id): \($0)" }
        } + changedVariables(from: old, to: new)
    }

    private static func findings(from old: Scenario, to new: Scenario) -> [String] {
        let dropped = old.proves.filter { !new.claims($0.uppercased()) }.map { "it does not prove \($0) any more" }
        return dropped
            + old.steps.enumerated().flatMap { index, before -> [String] in
                let name = before.id ?? "step-\(index + 1)"
                let after =
                    before.id.map { id in new.steps.first { $0.id == id } }
                    ?? (index < new.steps.count ? new.steps[index] : nil)
                guard let after else { return ["the step '\(name)' was removed"] }
                return findings(from: before, to: after).map { "\(name): \($0)" }
            }
    }

    private static func findings(from old: Step, to new: Step) -> [String] {
        var found: [String] = []
        if action(of: old) != action(of: new) { found.append("it does something else") }
        let (before, after) = (leaves(of: old.expect?.json), leaves(of: new.expect?.json))
        for (path, wanted) in before {
            guard let given = after.first(where: { $0.path == path })?.value else {
                found.append("\(path) is not expected any more")
                continue
            }
            if let finding = loosened(wanted, given) { found.append("\(path) \(finding)") }
        }
        return found
    }

    /// What the step does, without what it expects.
    private static func action(of step: Step) -> JSON {
        guard case .object(var object) = step.json else { return .null }
        for key in ["expect", "capture", "id", "eventually"] { object[key] = nil }
        return .object(object)
    }

    /// Every matcher of an expectation, by where it stands.
    private static func leaves(of expect: JSON?) -> [(path: String, value: JSON)] {
        guard case .object(let object)? = expect else { return [] }
        return object.members.flatMap { member -> [(path: String, value: JSON)] in
            switch member.name {
            case "headers", "json", "counts", "not", "file":
                leaves(of: member.value).map { ("\(member.name) \($0.path)", $0.value) }
            default: [(member.name, member.value)]
            }
        }
    }

    /// How the new matcher asks for less; nil where it does not.
    private static func loosened(_ old: JSON, _ new: JSON) -> String? {
        guard old != new else { return nil }
        let (before, after) = (operators(of: old), operators(of: new))
        guard let strictest = before.map(\.rank).min() else { return "was changed" }
        guard let now = after.map(\.rank).min() else { return "was loosened" }
        if now > strictest { return "was loosened from \(before[0].name) to \(after[0].name)" }
        if now < strictest { return nil }
        let kept = before.allSatisfy { row in after.contains { $0.name == row.name && $0.operand == row.operand } }
        return kept ? nil : "is compared with something else"
    }

    /// The operators of a matcher, the strictest with the lowest rank; a plain value is `eq`.
    private static func operators(of matcher: JSON) -> [(name: String, rank: Int, operand: JSON)] {
        guard case .object(let object) = matcher else { return [("eq", 0, matcher)] }
        let order = Operator.allCases.map(\.rawValue)
        return object.members.map { member in
            (member.name, order.firstIndex(of: member.name) ?? order.count, member.value)
        }
        .sorted { $0.rank < $1.rank }
    }

    private static func changedVariables(from old: ScenarioFile, to new: ScenarioFile) -> [String] {
        old.vars.keys.sorted { $0.precedes($1) }.compactMap { name in
            guard old.vars[name]?.fresh != nil, new.vars[name]?.fresh == nil else { return nil }
            return "the variable '\(name)' is not new in every run any more"
        }
    }
}
