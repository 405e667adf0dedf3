import HarnessKit

/// Why the grade is what it is, and the smallest change that would raise it.
struct StrengthPage {
    let report: Report
    let style: Style

    var lines: [String] {
        guard let grade = report.grade else { return [] }
        var lines = ["", style.bold("grade \(grade) of \(ScenarioStrength.best)")]
        for scenario in report.scenarios where scenario.strength != nil { lines += block(scenario) }
        for finding in report.criteria.compactMap(\.finding) {
            lines.append("\(style.yellow(finding.code))  \(finding.message)")
        }
        return lines
    }

    private func block(_ scenario: ScenarioReport) -> [String] {
        guard let strength = scenario.strength else { return [] }
        let proved = scenario.proves.isEmpty ? "keeps" : scenario.proves.joined(separator: ", ")
        let about = scenario.isRegression ? "regression" : proved
        let share = "\(strength.killed) of \(strength.tried) alterations noticed"
        var lines = ["  grade \(strength.grade)  \(style.bold(scenario.name))  \(style.dim("\(about); \(share)"))"]
        lines.append("    \(why(strength))")
        for finding in strength.findings {
            lines.append("    \(style.yellow(finding.code))  \(finding.message)")
        }
        guard strength.grade < ScenarioStrength.best else { return lines }
        for survivor in strength.survived.prefix(5) {
            lines.append("    \(style.dim("unnoticed")) in \(survivor.step): \(survivor.what)")
        }
        if let advice = strength.advice { lines.append("    \(style.dim("to raise it:")) \(advice)") }
        return lines
    }

    private func why(_ strength: ScenarioStrength) -> String {
        if let best = strength.steps.first(where: { $0.grade == strength.grade && $0.grade > 0 }) {
            return "\(best.id) \(best.words)"
        }
        if let void = strength.steps.first(where: { $0.void != nil }), let reason = void.void {
            return "\(void.id) counts for nothing: \(reason)"
        }
        return strength.grade == 0 ? "nothing is noticed" : "it is held down by what is said below"
    }
}

extension StepStrength {
    /// What it looks at, in words.
    fileprivate var words: String {
        switch (notice, proof) {
        case (_, .base): "failed on the base and passes now"
        case (_, .pair): "has a counterpart that differs in one value and ends otherwise"
        case (_, .fresh): "finds a value of this run that was sent in another place"
        case (_, .workedOut): "finds a value of this run beside what the program worked out"
        case (.values, nil): "looks at values that any run would have, or that it sent itself"
        case (.shape, nil): "looks at the shape of an answer only"
        case (.status, nil): "looks at a status or an exit only"
        case (.nothing, nil): "notices nothing"
        }
    }
}
