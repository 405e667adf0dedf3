import HarnessKit

/// A first scenario file: what can be checked at once, and a place for each criterion that fails until it is filled.
struct ScenarioDraft {
    let draft: Draft
    /// What somebody has to write into it, a line each.
    let missing: [String]

    /// What a scenario file is made from.
    struct Plan {
        /// The file's name, which its scenarios begin with.
        var name: String
        var kind: Application.Kind
        var criteria: [String] = []
        /// What they are called, where that is not their place.
        var names: [String] = []
        /// Whether the work is to change nothing that anybody could see.
        var keepsBehaviour = false
        var proposal = Proposal()
        /// What somebody gave as the first step.
        var given: StepDraft?
        /// What the environment file asks to see that the server is ready.
        var probe: Probe?

        /// Whether the test command that was found goes into the file.
        var showsTests: Bool { (kind == .library || holdsByTests) && !(given != nil && criteria.count < 2) }

        /// Whether the project's tests say that nothing changed, where a program's answers would.
        fileprivate var holdsByTests: Bool {
            keepsBehaviour && kind != .library && given == nil && !proposal.tests.isEmpty
        }

        /// Lets the test command that was found name its tests; what was added, and why.
        mutating func nameTests() -> String? {
            guard let first = proposal.tests.first else { return nil }
            let naming = TestNaming(first.argv)
            proposal.tests[0].argv = naming.argv
            return naming.note
        }
    }

    init(_ plan: Plan) {
        var missing: [String] = []
        var scenarios: [Draft] = []
        let forms = Forms(plan)
        if plan.given == nil, let first = forms.first {
            scenarios.append(first)
            if forms.lacksPath {
                missing.append(
                    "'\(plan.name)-answers': a path that the server answers, in place of \(Placeholder.path)")
            }
        }
        if plan.holdsByTests { scenarios.append(forms.heldTests) }
        // What keeps everything as it is proves nothing new, and needs a criterion only where somebody named one.
        let isHeld = plan.keepsBehaviour && plan.criteria.isEmpty
        if isHeld, let given = plan.given { scenarios.append(forms.held(given)) }
        if isHeld, scenarios.isEmpty, let open = forms.heldOpen {
            scenarios.append(open)
            missing.append("'\(plan.name)-stays': \(forms.todo)")
        }
        let isWhole = isHeld && !scenarios.isEmpty
        let criteria = isWhole ? [] : plan.criteria.isEmpty ? [nil] : plan.criteria.map(Optional.some)
        for (index, criterion) in criteria.enumerated() {
            let given = index == 0 ? plan.given : nil
            let name = plan.names.indices.contains(index) ? plan.names[index] : "AC-\(index + 1)"
            let id = "\(plan.name)-\(name.lowercased())"
            scenarios.append(forms.scenario(id, name, criterion, given))
            if given == nil { missing.append("'\(id)': \(forms.todo)") }
            if criterion == nil { missing.append("'\(id)': \"why\", what it shows") }
        }
        for name in plan.given?.unknowns ?? [] {
            missing.append("\"vars\": a value for \(name), which stood as $\(name)")
        }
        if let lack = forms.lack, !(isWhole && plan.holdsByTests) { missing.append(lack) }
        draft = .object([
            .field("schema", .value("harness.verify/1")), .field("vars", .value(Self.variables(plan))),
            .field("scenarios", .array(scenarios)),
        ])
        self.missing = missing
    }

    /// A fresh word, what stood as a variable of a shell, and every other name that a step holds.
    private static func variables(_ plan: Plan) -> JSON {
        var variables = JSON.Object([.init("name", ["fresh": "word"])])
        for name in plan.given?.unknowns ?? [] { variables[name] = ["value": .string(Placeholder.value)] }
        for name in Template(plan.given?.action.text(.compact) ?? "").names
        where variables[name] == nil && !ScenarioCheck.builtIn.contains(name) && !name.hasPrefix("services.") {
            variables[name] = ["fresh": "word"]
        }
        return .object(variables)
    }
}

/// How scenarios of each kind of application look before somebody has filled them in.
private struct Forms {
    private let plan: ScenarioDraft.Plan
    private let application: ProposedApplication?
    private let tests: ProposedCommand

    init(_ plan: ScenarioDraft.Plan) {
        self.plan = plan
        application = plan.proposal.application(of: plan.kind)
        tests = plan.proposal.tests.first ?? ProposedCommand()
    }

    /// What has to be done to a placeholder.
    var todo: String {
        switch plan.kind {
        case .server: "the request that shows it, in place of \(Placeholder.path), and what must come of it"
        case .cli: "the words that show it, in place of \(Placeholder.words), and what must be printed"
        case .library: "the name of the test that shows it, in \"passed\""
        }
    }

    /// What was not found and stands in every scenario.
    var lack: String? {
        switch plan.kind {
        case .server: nil
        case .cli: program.first == Placeholder.program ? "\"argv\": the program that is to be run" : nil
        case .library where plan.given == nil:
            tests.argv.isEmpty ? "\"argv\": the command that runs the tests" : nil
        case .library: nil
        }
    }

    private var program: [String] {
        guard let words = application?.start.argv, !words.isEmpty else { return [Placeholder.program] }
        return words
    }

    /// The program with words of its own; a runner is told that they are not for itself.
    private func calling(_ own: [String]) -> [String] {
        var words = program
        if ["cargo", "npm", "pnpm", "yarn"].contains(words[0]), !words.contains("--") { words.append("--") }
        if words == ["go", "run"] { words.append(".") }
        return words + own
    }

    private var path: String? { plan.probe?.path ?? application?.ready ?? application?.route }

    private var isRoute: Bool { plan.probe == nil && application?.ready == nil && application?.route != nil }

    /// Whether nothing tells what the server answers.
    var lacksPath: Bool { plan.kind == .server && path == nil }

    /// A real check of what is there already; it holds old behaviour and proves nothing new.
    var first: Draft? {
        switch plan.kind {
        case .server:
            let step = StepDraft(
                id: "ready", kind: "http", action: ["path": .string(path ?? Placeholder.path)],
                expect: .value(["status": .integer(plan.probe?.status ?? 200)]),
                comments: path == nil
                    ? ["to be completed: a path that the server answers, and with which status"]
                    : isRoute ? ["a guess: its code names this path; with which status it answers is not known"] : [])
            return scenario(
                "answers", keeping: "the server starts and answers", "grade 1: it would notice a status, no value", step
            )
        // Nothing is run here, and so nothing is known of what a program answers.
        case .cli: return nil
        case .library:
            return tests.argv.isEmpty ? nil : heldTests
        }
    }

    /// The tests of the project, which held before.
    var heldTests: Draft { scenario("tests", keeping: "the tests pass as before", tests.why, self.tests()) }

    /// A step that was given, as what is to stay as it is.
    func held(_ given: StepDraft) -> Draft {
        scenario("stays", keeping: "what it does today", "it must pass before the work and after it", given)
    }

    /// The same for a program, of which nothing is known but how it is started.
    var heldOpen: Draft? {
        plan.kind == .cli
            ? scenario(
                "stays", keeping: "what it does today", "it must pass before the work and after it: \(todo)",
                placeholder)
            : nil
    }

    private func scenario(_ id: String, keeping: String, _ comment: String, _ step: StepDraft) -> Draft {
        .object(
            [
                .comment(comment), .field("id", .value(.string("\(plan.name)-\(id)"))),
                .field("keeps", .value([.string(keeping)])),
            ] + Self.steps([step]))
    }

    /// The scenario of a criterion: with the step that was given, else one that fails until it is filled in.
    func scenario(_ id: String, _ criterion: String, _ text: String?, _ given: StepDraft?) -> Draft {
        let why = text ?? Placeholder.why
        var members: [Draft.Member] = [
            .field("id", .value(.string(id))), .field("proves", .value([.string(criterion)])),
            .field("why", .value(.string(why))),
        ]
        if given == nil { members.insert(.comment("to be completed; it fails until then: \(todo)"), at: 0) }
        return .object(members + Self.steps([given ?? placeholder]))
    }

    private static func steps(_ steps: [StepDraft]) -> [Draft.Member] {
        steps.flatMap(\.comments).map(Draft.Member.comment) + [.field("steps", .array(steps.map(\.draft)))]
    }

    /// No application passes these by chance: each expects the mark itself together with a fresh value.
    private var placeholder: StepDraft {
        switch plan.kind {
        case .server:
            StepDraft(
                id: "request", kind: "http",
                action: .members(["method": "POST", "path": .string(Placeholder.path), "json": ["name": "{{name}}"]]),
                expect: .value(
                    .members(["status": 201, "json": .object(.init([.init(Placeholder.member, ["eq": "{{name}}"])]))])))
        case .cli:
            StepDraft(
                id: "call", kind: "exec", action: action(calling([Placeholder.words, "{{name}}"]), application?.start),
                expect: .value(.members(["exit": 0, "stdout": ["contains": .string(Placeholder.printed)]])))
        case .library: self.tests(passing: [Placeholder.test])
        }
    }

    /// The tests as a step; names make it a statement on those.
    private func tests(passing names: [String] = []) -> StepDraft {
        let command = tests.argv.isEmpty ? [Placeholder.testCommand] : tests.argv
        return StepDraft(
            id: "tests", kind: "tests", action: action(command, tests, \.testJSON),
            expect: Self.expectation(passing: names))
    }

    static func expectation(passing names: [String] = []) -> Draft {
        .value(
            .members([
                "passed": names.isEmpty ? nil : names.json, "counts": .members(["failed": 0, "passed": ["gte": 1]]),
            ]))
    }

    private func action(
        _ argv: [String], _ command: ProposedCommand?, _ form: (ProposedCommand) -> JSON = \.json
    ) -> JSON {
        var full = command ?? ProposedCommand()
        full.argv = argv
        return form(full)
    }
}

extension TestCommand {
    /// The command as a step, which fails where no test ran.
    var step: StepDraft {
        StepDraft(id: "tests", kind: "tests", action: proposed.testJSON, expect: Forms.expectation())
    }
}
