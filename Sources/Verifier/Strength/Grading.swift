import HarnessKit

/// What a criterion's scenarios are worth: the best of them.
package struct CriterionStrength: JSONRecord {
    package static let title = "a criterion's strength"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("id", \.id, "the criterion"), .required("grade", \.grade, "that of its best scenario"),
        .optional("scenario", \.scenario, "which one"), .optional("finding", \.finding, "where it is too little"),
    ]

    package var id = ""
    package var grade = 0
    package var scenario: String?
    package var finding: StrengthFinding?

    package init() {}
}

/// Grades the scenarios of a report together: what none of them can know by itself.
package struct Grading {
    let sources: [ScenarioSource]
    /// The steps that failed on the base; what they look at is worth what it shows.
    let failedOnBase: Set<StepName>

    package init(sources: [ScenarioSource], failedOnBase: Set<StepName> = []) {
        self.sources = sources
        self.failedOnBase = failedOnBase
    }

    /// Writes the grades into the report; doing it again with more knowledge is harmless.
    package func grade(_ report: inout Report) {
        let pairs = pairs(in: report)
        report.own = report.own.map { graded($0, pairs) }
        report.others = report.others.map { graded($0, pairs) }
        report.grade = report.criteria.map(\.grade).min()
    }

    private func graded(_ scenario: ScenarioReport, _ pairs: Set<StepName>) -> ScenarioReport {
        guard var strength = scenario.strength, scenario.status == .pass else { return scenario }
        for index in strength.steps.indices where strength.steps[index].notice != .nothing {
            let name = StepName(scenario.name, strength.steps[index].id)
            if failedOnBase.contains(name) {
                strength.steps[index].proof = .base
            } else if strength.steps[index].proof == nil, pairs.contains(name) {
                strength.steps[index].proof = .pair
            }
        }
        strength.grade = strength.computedGrade
        if strength.grade == ScenarioStrength.best { strength.advice = nil }
        var scenario = scenario
        scenario.strength = strength
        scenario.grade = strength.grade
        return scenario
    }

    // Accepted and refused.

    private struct Side {
        let name: StepName
        let criteria: Set<String>
        let leaves: [JSON.Path: JSON]
        /// Whether the expected end was a good one; nil where no end is expected by name.
        let isAccepted: Bool?
        /// What was answered, where its values are looked at.
        let answer: JSON?
        let kind: String

        /// Whether another question ended or was answered otherwise.
        func differs(from other: Side) -> Bool {
            if let isAccepted, let wasAccepted = other.isAccepted, isAccepted != wasAccepted { return true }
            guard let answer, let former = other.answer else { return false }
            return answer != former
        }
    }

    /// Steps of one scenario or criterion whose requests differ in one value, and that end or are answered otherwise.
    private func pairs(in report: Report) -> Set<StepName> {
        let sides = sides(in: report)
        var pairs: Set<StepName> = []
        for (index, one) in sides.enumerated() {
            for other in sides[..<index] where other.kind == one.kind && other.differs(from: one) {
                let isNear =
                    other.name.scenario == one.name.scenario || !other.criteria.isDisjoint(with: one.criteria)
                guard isNear, Self.differences(one.leaves, other.leaves) == 1 else { continue }
                pairs.formUnion([one.name, other.name])
            }
        }
        return pairs
    }

    private func sides(in report: Report) -> [Side] {
        let scenarios = Dictionary(sources.flatMap(\.file.scenarios).map { ($0.id, $0) }) { first, _ in first }
        return report.scenarios.filter { $0.status == .pass }.flatMap { played -> [Side] in
            guard let scenario = scenarios[played.name] else { return [] }
            return zip(scenario.steps, played.steps).compactMap { step, done in
                let isAccepted = Self.isAccepted(step, done)
                let looksAtValues = played.strength?.steps.first { $0.id == done.id }?.notice == .values
                let answer = looksAtValues ? done.response["body"] ?? done.response["stdout"] : nil
                guard isAccepted != nil || answer != nil else { return nil }
                let leaves = step.asked.places(atMost: 500).filter {
                    $0.value.items == nil && $0.value.kind != "an object"
                }
                return Side(
                    name: StepName(played.name, done.id), criteria: Set(scenario.proves),
                    leaves: Dictionary(leaves.map { ($0.path, $0.value) }) { first, _ in first },
                    isAccepted: isAccepted, answer: answer, kind: step.kind)
            }
        }
    }

    /// Whether the expected end was a good one; nil where no end is expected by name.
    private static func isAccepted(_ step: Step, _ done: StepReport) -> Bool? {
        if step.expect?.status != nil, let status = done.response["status"]?.integer {
            return status < 500 ? status < 400 : nil
        }
        guard step.exec != nil, step.expect?.exit != nil else { return nil }
        return done.response["exit"]?.string.map { $0 == "exit 0" }
    }

    private static func differences(_ left: [JSON.Path: JSON], _ right: [JSON.Path: JSON]) -> Int {
        Set(left.keys).union(right.keys).count { left[$0] != right[$0] }
    }
}

extension Report {
    /// Every criterion that one of the scenarios proves, in byte order, with the best of them.
    package var criteria: [CriterionStrength] {
        // An earlier task's numbers are not this one's.
        let counting = own.isEmpty && asked.isEmpty ? others : own
        let names = Set(counting.flatMap(\.proves)).sorted { $0.precedes($1) }
        return names.map { name in
            let proving = counting.filter { $0.proves.contains(name) && $0.status == .pass }
            let best = proving.max { ($0.grade ?? 0) < ($1.grade ?? 0) }
            var criterion = CriterionStrength()
            criterion.id = name
            criterion.grade = best?.grade ?? 0
            criterion.scenario = best?.name
            if criterion.grade < ScenarioStrength.best {
                let which = best.map { "the best of its scenarios is '\($0.name)'" } ?? "none of its scenarios passed"
                criterion.finding = StrengthFinding(
                    .grade, "\(name) reaches grade \(criterion.grade) of \(ScenarioStrength.best): \(which)",
                    hint: best?.strength?.advice ?? "run 'verify explain'")
            }
            return criterion
        }
    }
}
