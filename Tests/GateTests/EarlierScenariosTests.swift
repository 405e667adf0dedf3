import HarnessKit
import TestSupport
import Testing

/// Scenarios of earlier tasks are played again, and have criteria of the same numbers.
@Suite(.timeLimit(.minutes(30))) struct EarlierScenariosTests {
    /// Its numbers go on from those of a task long ago.
    @Test func `A weak scenario of an earlier task is no fault of this one`() throws {
        let stand = try Stand(.server)
        try stand.write(
            #"{"http": {"method": "POST", "path": "/notes", "json": {"title": "{{title}}"}}, "expect": {"status": 201, "json": {"$.title": "{{title}}"}}}"#,
            proves: #""proves": ["AC-5"]"#, named: "long-ago")
        try stand.sh("git add -A && git commit -qm long-ago")
        let outcome = try stand.begin().plan().work().complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    private static let help =
        #"{"exec": {"argv": ["python3", "greet.py", "--help"]}, "expect": {"exit": 0, "stdout": {"matches": "[Uu]sage"}}}"#
    private static let day = #"{"exec": {"argv": ["python3", "day.py"]}, "expect": {"stdout": "good day\n"}}"#

    @Test func `What never held, and no task registered, is no regression`() throws {
        let stand = try Stand(.program)
        try stand.write(Self.help, proves: #""keeps": ["its help"]"#, named: "help")
        let outcome = try stand.begin().plan().work().complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        expect(outcome.warnings.contains("W_UNREGISTERED"))
        expect(
            outcome.output.contains(
                "the scenario 'help' of harness/scenarios/help.json fails, and failed before the work as well; "
                    + "no task registered it"))
        expect(outcome.output.contains("run 'verify register harness/scenarios/help.json', or delete it"))
    }

    @Test func `What no task registered and held before is a regression, and is called what it is`() throws {
        let stand = try Stand(.program)
        try stand.bench.write("print('good day')\n", to: "day.py")
        try stand.write(Self.day, proves: #""keeps": ["the day"]"#, named: "day")
        try stand.begin().plan().work()
        try stand.bench.write("print('bad day')\n", to: "day.py")
        let outcome = stand.complete()
        expect(outcome.codes, is: ["E_REGRESSION"], "\(outcome.summary)")
        expect(
            outcome.output.contains(
                "the scenario 'day' of harness/scenarios/day.json, which no task registered, fails now, "
                    + "and passes without the change"))
    }

    /// It failed when it was registered and fails on the base of this task: it is one's own all the same.
    @Test func `What a task registered is a regression wherever it failed before`() throws {
        let stand = try Stand(.program)
        try stand.write(Self.help, proves: #""keeps": ["its help"]"#, named: "help")
        stand.begin()
        stand.run("verify", "register", "harness/scenarios/help.json", "--no-run")
        stand.run("task-state", "abandon", "--reason", "another day")
        let outcome = try stand.begin().plan().work().complete()
        expect(outcome.codes, is: ["E_REGRESSION"], "\(outcome.summary)")
        expect(outcome.output.contains("the scenario 'help' of an earlier task fails now"))
    }

    /// Two tasks in one work tree: each has its own to do.
    @Test func `What another task that is under way is to make work is no regression`() throws {
        let stand = try Stand(.program)
        try stand.write(Self.help, named: "help")
        stand.begin()
        let other = stand.task
        stand.run("verify", "register", "harness/scenarios/help.json")
        stand.begin()
        let task = stand.task
        try stand.write().work()
        stand.run("verify", "register", "harness/scenarios/work.json", "--task-id", task)
        let outcome = stand.complete("--task-id", task)
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        expect(outcome.warnings.contains("W_UNREGISTERED"))
        expect(
            outcome.output.contains(
                "the scenario 'help' of harness/scenarios/help.json fails, and failed before the work as well; "
                    + "\(other), which is still under way, registered it"))
        expect(outcome.output.contains("do that task, then 'task-state complete --task-id \(other) --summary TEXT'"))
    }

    @Test(arguments: [false, true])
    func `A draft that no task registered may be deleted or made another, and a registered one not`(
        isRegistered: Bool
    ) throws {
        let stand = try Stand(.program)
        try stand.bench.write("print('good day')\n", to: "day.py")
        let open = #"{"exec": {"argv": ["python3", "greet.py", "TODO-words"]}, "expect": {"stdout": "TODO"}}"#
        func draft(_ open: String) throws {
            try stand.bench.write(
                """
                {"schema": "harness.verify/1", "scenarios": [
                  {"id": "day", "keeps": ["the day"], "steps": [\(Self.day)]},
                  {"id": "open", "keeps": ["more"], "steps": [\(open)]}]}
                """, to: "harness/scenarios/draft.json")
        }
        if isRegistered {
            try draft(Self.day)
            stand.begin()
            expect(stand.run("verify", "register", "harness/scenarios/draft.json", "--no-run").exit, is: 0)
            stand.run("task-state", "abandon", "--reason", "another day")
        }
        try draft(open)
        try stand.begin().plan().work()
        try stand.sh("rm harness/scenarios/draft.json")
        let outcome = stand.complete()
        expect(outcome.codes, is: (isRegistered ? ["E_SCENARIO_WEAKER"] : []), "\(outcome.summary)")
    }

    /// A draft that was worth nothing is made into what shows the task, under its own name.
    @Test(arguments: [false, true])
    func `A draft that no task registered may be rewritten from the ground, and a registered one not`(
        isRegistered: Bool
    ) throws {
        let stand = try Stand(.program)
        let day =
            #"{"id": "first", "exec": {"argv": ["python3", "greet.py", "a"]}, "expect": {"stdout": "good day\n"}}"#
        let open =
            isRegistered ? "" : #", {"exec": {"argv": ["python3", "greet.py", "TODO-words"]}, "expect": {"exit": 0}}"#
        try stand.write(day + open, proves: #""keeps": ["the day"]"#, named: "draft")
        if isRegistered {
            stand.begin()
            expect(stand.run("verify", "register", "harness/scenarios/draft.json", "--no-run").exit, is: 0)
            stand.run("task-state", "abandon", "--reason", "another day")
        }
        stand.begin()
        try stand.write(named: "draft")
        stand.run("verify", "register", "harness/scenarios/draft.json")
        let outcome = try stand.work().complete()
        expect(
            outcome.codes, is: (isRegistered ? ["E_SCENARIO_WEAKER"] : []), "\(outcome.summary)")
        expect(isRegistered || outcome.level == "V2", "\(outcome.summary)")
    }

    private func next(_ outcome: Stand.Outcome) -> String? {
        (try? JSON.parse(outcome.output))?["next"]?.string
    }

    @Test func `Nobody is sent into a refusal that stands`() throws {
        let stand = try Stand(.program)
        stand.begin()
        try stand.plan(#"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"exit": 0}}"#)
        // It was said that they pass without the change: so `complete` is not what comes next.
        let first = stand.run("verify", "run", "--json")
        expect(first.exit == 0 && next(first)?.hasPrefix("verify explain r-") == true, "\(first.output)")
        expect(
            stand.run("verify", "run").errors.contains(
                "'task-state complete' would refuse it still: AC-1 holds without the change already"))
        try stand.work()
        let outcome = stand.complete()
        expect(outcome.codes.contains("E_BASE_PASSES"), "\(outcome.summary)")
        expect(next(stand.run("task-state", "show", "--json"))?.hasPrefix("verify explain r-"), is: true)
        let again = stand.run("verify", "run", "--json")
        expect(next(again)?.hasPrefix("verify explain r-"), is: true, "\(again.output)")
        expect(stand.run("verify", "run").errors.contains("would refuse it still: E_BASE_PASSES AC-1 is not shown"))
        // Others may be enough: that is for the gate to say.
        try stand.write()
        expect(next(stand.run("verify", "run", "--json")), is: "task-state complete --summary TEXT")
    }

    private static let idle =
        #"{"id": "ok", "exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"exit": 0}}"#

    @Test func `What showed nothing may be written anew, and what took its place may not be weakened`() throws {
        let stand = try Stand(.program)
        try stand.begin().plan(Self.idle)
        try stand.work()
        expect(stand.complete().codes.contains("E_BASE_PASSES"))
        try stand.write()
        let again = stand.run("verify", "register", "harness/scenarios/work.json")
        expect(again.exit == 0 && !again.output.contains("weaker"), "\(again.output)")
        try stand.write(Self.idle)
        let weaker = stand.run("verify", "register", "harness/scenarios/work.json")
        expect(
            weaker.output.contains(
                "weaker than it was: harness/scenarios/work.json: work: the step 'greets' was removed\n"),
            "\(weaker.output)")
        expect(weaker.output.hasSuffix("next: verify amend --reason TEXT\n"))
        expect(stand.complete().codes.contains("E_SCENARIO_WEAKER"))
        try stand.write()
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        expect(outcome.warnings.contains("W_LATE_PLAN"))
    }

    @Test(arguments: [true, false])
    func `Who began late is told of the base that was committed`(isLate: Bool) throws {
        let stand = try Stand(.program)
        if isLate { try stand.work() }
        stand.begin("--kind", "bugfix")
        try stand.write(isLate ? nil : Self.idle)
        let advice = "where it was done before the task began, 'task-state amend --base HEAD --reason TEXT'"
        let said = stand.run("verify", "register", "harness/scenarios/work.json")
        expect(said.exit == 1 && said.output.contains("not reproduced: AC-1"))
        expect(said.output.contains(advice), is: isLate, "\(said.output)")
        let outcome = stand.complete()
        expect(outcome.codes.contains("E_BASE_PASSES"), "\(outcome.summary)")
        expect(outcome.output.contains(advice), is: isLate, "\(outcome.output)")
        let command = said.output.split(separator: "\n").last?.split(separator: " ").dropFirst().map(String.init) ?? []
        let page = stand.run(command)
        expect(page.errors.contains(advice), is: isLate, "\(command) \(page.output) \(page.errors)")
        guard isLate else { return }
        stand.run("task-state", "amend", "--base", "HEAD", "--reason", "begun late")
        let mended = stand.complete()
        expect(mended.exit, is: 0, "\(mended.summary)")
    }

    private static let twice =
        #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"stdout": "Hello, {{name}}\n"}}"#

    /// The second task changes what the first showed; `isLoose` has that ask for less before it begins.
    private func amended(isLoose: Bool) throws -> (Stand, Stand.Outcome) {
        let stand = try Stand(.program).begin().plan().work()
        _ = stand.complete()
        if isLoose {
            try stand.edit(
                "harness/scenarios/work.json", #""stdout": "hello, {{name}}\n""#, #""stdout": {"contains": "hello"}"#)
        }
        try stand.sh("git add -A && git commit -qm first")
        try stand.begin().write(Self.twice, named: "other")
        stand.run("verify", "register", "harness/scenarios/other.json")
        try stand.edit("greet.py", "hello", "Hello").edit("harness/scenarios/work.json", "hello", "Hello")
        expect(stand.run("verify", "amend", "--reason", "it begins with a capital").exit, is: 0)
        return (stand, stand.complete())
    }

    @Test func `What is amended in a task was not lost before it, nor is it in the next one`() throws {
        let (stand, outcome) = try amended(isLoose: false)
        expect(outcome.exit == 0 && !outcome.warnings.contains("W_SCENARIO_GONE"), "\(outcome.output)")
        try stand.sh("git add -A && git commit -qm second")
        try stand.begin().write(Self.twice.replacing("Hello", with: "Hullo"), named: "third")
        stand.run("verify", "register", "harness/scenarios/third.json")
        try stand.edit("greet.py", "Hello", "Hullo")
        for name in ["work", "other"] { try stand.edit("harness/scenarios/\(name).json", "Hello", "Hullo") }
        expect(stand.run("verify", "amend", "--reason", "it says Hullo").exit, is: 0)
        let third = stand.complete()
        expect(third.exit == 0 && !third.warnings.contains("W_SCENARIO_GONE"), "\(third.output)")
    }

    @Test func `What was loosened before a task is told, also where the task amends it`() throws {
        let (_, outcome) = try amended(isLoose: true)
        expect(outcome.exit == 0 && outcome.warnings.contains("W_SCENARIO_GONE"), "\(outcome.output)")
        expect(outcome.output.contains("work: greets: stdout was loosened from eq to contains"), "\(outcome.output)")
    }
}
