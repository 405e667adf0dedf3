import HarnessKit

/// How much a scenario would notice, as far as its text tells.
struct Strength {
    enum Grade: Int, Comparable {
        case nothing, status, shape, values

        static func < (left: Grade, right: Grade) -> Bool { left.rawValue < right.rawValue }
    }

    let grade: Grade
    /// What would raise it; nil at the top.
    let advice: String?

    init(of scenario: Scenario, in file: ScenarioFile) {
        var fresh = Set(file.vars.filter { $0.value.fresh != nil }.keys)
        var best = Grade.nothing
        for step in scenario.steps {
            best = max(best, Self.grade(of: step, fresh))
            fresh.formUnion(step.capture.keys)
        }
        grade = best
        advice =
            switch best {
            case .nothing: "expect something"
            case .status: "expect a value beside the status: \"json\": {\"$.name\": {\"eq\": \"{{name}}\"}}"
            case .shape:
                "compare with a value that is new in every run: a var with \"fresh\", sent in one step and read back in another"
            case .values: nil
            }
    }

    private static func grade(of step: Step, _ fresh: Set<String>) -> Grade {
        guard let expected = step.expect else { return .nothing }
        var best = Grade.nothing
        if expected.status != nil || expected.exit != nil { best = .status }
        for name in expected.counts.keys where name != "failed" {
            best = max(best, expected.passed.isEmpty ? .shape : .values)
        }
        if !expected.passed.isEmpty { best = .values }
        if expected.file?.exists != nil { best = max(best, .status) }
        if expected.file?.digest != nil { best = .values }
        for matcher in expected.matchers { best = max(best, grade(of: matcher, fresh)) }
        return best
    }

    private static func grade(of matcher: Matcher, _ fresh: Set<String>) -> Grade {
        let isFresh = !fresh.isDisjoint(with: Template(matcher.json.text(.compact)).names)
        let exact: [Operator] = [.eq, .oneOf, .unorderedEq, .contains, .matches]
        if isFresh, matcher.comparisons.contains(where: { exact.contains($0.test) }) { return .values }
        return .shape
    }

    func line(of scenario: Scenario) -> String {
        let about = scenario.proves.isEmpty ? "keeps" : scenario.proves.joined(separator: ", ")
        return "  grade \(grade.rawValue)  \(scenario.id)  (\(about))"
            + (advice.map { "\n    to raise it: \($0)" } ?? "")
    }

    func json(of scenario: Scenario) -> JSON {
        .members([
            "id": .string(scenario.id), "grade": .integer(grade.rawValue), "proves": scenario.proves.json,
            "keeps": scenario.keeps.isEmpty ? nil : scenario.keeps.json, "steps": .integer(scenario.steps.count),
            "advice": advice.map(JSON.string),
        ])
    }
}

extension Expectation {
    /// Everything that looks at a value.
    var matchers: [Matcher] {
        var all = Array(headers.values) + [body, output, errors, rows, file?.text, file?.size].compactMap { $0 }
        all += json_?.items.map(\.matcher) ?? []
        all += file?.json_?.items.map(\.matcher) ?? []
        return all
    }
}
