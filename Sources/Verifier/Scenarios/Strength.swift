import HarnessKit

/// How much a scenario would notice, as far as its text tells; a run knows more.
///
/// Where its text leaves it open whom a program speaks to, the scenario is given the benefit of the doubt.
struct Strength {
    enum Grade: Int, Comparable {
        case nothing, status, shape, values

        static func < (left: Grade, right: Grade) -> Bool { left.rawValue < right.rawValue }
    }

    let grade: Grade
    /// What would raise it; nil at the top.
    let advice: String?

    init(of scenario: Scenario, in file: ScenarioFile, below root: Path) {
        guard !file.unfinished.contains(scenario.id) else {
            grade = .nothing
            advice = "write what still says TODO"
            return
        }
        var reader = TextReader(fresh: file.fresh, programs: OwnPrograms(root: root))
        let best = scenario.steps.map { reader.grade(of: $0) }.max() ?? .nothing
        grade = best
        let runsTests = scenario.steps.contains { $0.tests != nil }
        advice =
            runsTests && best < .values
            ? "its tests must fail without the change, as 'verify register' tries; name them under \"passed\""
            : Self.advice(for: best, asksNobody: reader.asksNobody)
    }

    private static func advice(for grade: Grade, asksNobody: Bool) -> String? {
        switch grade {
        case .nothing where asksNobody: "ask the application: an http step, or its own program in an exec step"
        case .nothing: "expect something"
        case .status: "expect a value beside the status: \"json\": {\"$.name\": {\"eq\": \"{{name}}\"}}"
        case .shape:
            "compare with a value that is new in every run: a var with \"fresh\", sent in one step and read back in another"
        case .values: nil
        }
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

/// Reads the steps of a scenario in their order, and keeps in mind what the application was sent.
private struct TextReader {
    let fresh: Set<String>
    let programs: OwnPrograms
    /// The fresh values that went to the application in earlier steps.
    private var sent: Set<String> = []
    /// Whether every step that expects something only talks to itself.
    private(set) var asksNobody = false

    init(fresh: Set<String>, programs: OwnPrograms) {
        self.fresh = fresh
        self.programs = programs
    }

    mutating func grade(of step: Step) -> Strength.Grade {
        let own = Set(Template(step.asked.text(.compact)).names).intersection(fresh)
        let reaches = reaches(step)
        defer { if reaches != .nobody, reaches != .files { sent.formUnion(own) } }
        guard let expected = step.expect, !expected.isEmpty else { return .nothing }
        guard reaches != .nobody else {
            asksNobody = true
            return .nothing
        }
        var best = Strength.Grade.nothing
        if expected.status != nil || expected.exit != nil || expected.file?.exists != nil { best = .status }
        for name in expected.counts.keys where name != "failed" {
            best = max(best, expected.passed.isEmpty ? .shape : .values)
        }
        if !expected.passed.isEmpty { best = .values }
        if expected.file?.digest != nil { best = max(best, .shape) }
        let isFoundByName = (step.sqlite != nil || step.file != nil) && !own.isDisjoint(with: sent)
        for claim in expected.claims where !["status", "exit"].contains(claim.subject) {
            if expected.counts[claim.subject] != nil { continue }
            let isKnown = isFoundByName || isReadBack(claim, own) || isWorkedOut(step, own)
            best = max(best, isKnown ? .values : .shape)
        }
        return best
    }

    /// Whether a value that an earlier step sent is found, and not merely because this step sent it too.
    private func isReadBack(_ claim: Claim, _ own: Set<String>) -> Bool {
        !claim.names.intersection(sent).subtracting(own).isEmpty
    }

    /// Whether more is made of a fresh value than the program was given.
    private func isWorkedOut(_ step: Step, _ own: Set<String>) -> Bool {
        let claims = (step.expect?.claims ?? []).filter { $0.path != nil || ["stdout", "stderr"].contains($0.subject) }
        guard step.exec != nil, claims.contains(where: { !$0.names.isDisjoint(with: own) }) else { return false }
        let asked = Bytes(step.asked.text(.compact).utf8)
        return claims.flatMap { $0.operands(Bindings()) + $0.templates }.contains { value in
            Template(value.string ?? value.text(.compact)).parts.contains { part in
                guard case .text(let text) = part else { return false }
                return text.contains { $0.isNumber || $0.isLetter } && asked.offset(of: Bytes(text.utf8)) == nil
            }
        }
    }

    private func reaches(_ step: Step) -> Addressee {
        guard let exec = step.exec else { return step.file != nil || step.sqlite != nil ? .files : .application }
        let words = exec.arguments.words.map { word in
            // Names stand for words here: their braces are none of a shell's.
            Template(word).parts.map { part in
                switch part {
                case .text(let text): text
                case .name(let name): name == "tmp" || name == "project" ? "./\(name)" : "x"
                }
            }.joined()
        }
        let names = Template(exec.json.text(.compact)).names
        if names.contains(where: { $0 == "port" || $0.hasPrefix("services.") }) { return .application }
        let folder = exec.directory.map { programs.root / Path($0) } ?? programs.root
        guard programs.onlyObserve(words), !programs.contain(words, in: folder, given: { exec.environment[$0] }) else {
            return .application
        }
        let isOfFiles = words.dropFirst().contains { word in
            word.contains("./tmp") || word.contains("./project") || word.contains("localhost")
                || word.split { " \t\"'<>|;&=()".contains($0) }.contains {
                    FileStatus(following: folder / String($0))?.kind == .file
                }
        }
        return isOfFiles ? .files : .nobody
    }
}

extension Claim {
    /// What it compares with and has names in it.
    fileprivate var templates: [JSON] {
        matcher.comparisons.map(\.operand).flatMap { $0.places(atMost: 200).map(\.value) }
            .filter { $0.string.map { !Template($0).names.isEmpty } ?? false }
    }
}

extension OwnPrograms {
    /// Whether the words are those of programs that never are the application: they look, fetch, move or repeat.
    func onlyObserve(_ words: [String]) -> Bool {
        let all = commands(words)
        return !all.isEmpty && all.allSatisfy { Self.observers.contains(Self.name($0.first ?? "")) }
    }
}
