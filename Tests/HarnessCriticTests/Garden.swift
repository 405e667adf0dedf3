import HarnessKit

@testable import HarnessCritic

/// A made-up history with patterns at known places, the same for the same seed.
struct Garden {
    static let end = Date(milliseconds: 1_790_000_000_000)
    static let minutes = 60 * 24 * 60

    private(set) var history = History()
    /// The names of the patterns that are there.
    private(set) var planted: Set<String> = []
    private(set) var noise = 0
    private var random: SplitMix
    private var tasks = 0

    init(failures: Int, seed: UInt64) {
        random = SplitMix(state: seed)
        plantInCode(failures / 100)
        plantInTasks()
        plantKnowledge()
        noise = failures - min(failures / 10, history.incidents.count)
        for _ in 0..<noise { history.incidents.append(noisy()) }
        addRuns()
        history.incidents.shuffle(using: &random)
    }

    private mutating func moment() -> Date {
        Self.end.addingTimeInterval(-60 * Double(Int.random(in: 1...Self.minutes, using: &random)))
    }

    private mutating func newTask() -> String {
        tasks += 1
        return "task-\(tasks)"
    }

    private mutating func plant(
        _ count: Int, _ rule: Rule, _ subject: String = "", _ make: (inout Garden, Int) -> Incident
    ) {
        planted.insert(Finding.name(rule, subject))
        for number in 0..<count {
            var incident = make(&self, number)
            if incident.at == nil { incident.at = moment() }
            if incident.task == nil { incident.task = newTask() }
            history.incidents.append(incident)
        }
    }

    private mutating func plantInCode(_ size: Int) {
        plant(size, .hotspotFile, "src/router.rs") { garden, _ in
            Incident(.test, garden.babble(), file: "src/router.rs")
        }
        plant(size * 2, .hotspotModule, "src/cache") { garden, number in
            Incident(.test, garden.babble(), file: "src/cache/part\(number % 40).rs")
        }
        plant(12, .layerViolation) { garden, number in
            Incident(.lint, "layer violation: 'm\(number)' imports 'n\(number)'", file: garden.file())
        }
        plant(9, .naming) { garden, number in
            Incident(.lint, "'Get_\(number)' does not follow the naming convention", file: garden.file())
        }
        plant(20, .opaqueError, "post-processing of <text> gave <n>") { garden, number in
            Incident(.test, "post-processing of 'x\(number)' gave \(number)", file: garden.file())
        }
        plant(15, .recurringError, "run <text> before the tests of <path>") { garden, number in
            Incident(.test, "run 'make seed' before the tests of a/b\(number).py", file: garden.file())
        }
        plant(14, .lateCheck, "go") { garden, number in
            Incident(.build, "undefined: value\(number)", file: "cmd/x\(number).go")
        }
        plant(11, .timeout, "npm run e2e") { garden, number in
            Incident(.validation, "'npm run e2e' timed out after \(number + 60) s", file: garden.file())
        }
    }

    private mutating func plantInTasks() {
        plant(8, .failingScenario, "unknown-is-404") { _, _ in
            Incident(.verify, "scenario unknown-is-404 fails at step ghost", scenario: "unknown-is-404")
        }
        plant(16, .repeatedRefusal, "E_WEAK") { _, number in
            Incident(.refusal, "the scenarios would not notice", rule: "E_WEAK", task: "weak-\(number / 2)")
        }
        plant(12, .repeatedAttempt) { garden, number in
            Incident(.attempt, garden.babble(), task: "tried-\(number / 3)", phase: 1)
        }
        plant(7, .recurringBlock, "no key for <text>") { _, number in Incident(.block, "no key for 'k\(number)'") }
        plant(6, .rollback) { _, number in
            Incident(.restore, "work was taken back to checkpoint 1", task: "back-\(number / 3)", phase: 1)
        }
        plant(9, .prematureCompletion) { garden, _ in Incident(.reopen, garden.babble()) }
        planted.formUnion([Finding.name(.skippedStep, "verify"), Finding.name(.outgrownPlan, "")])
        for number in 0..<60 {
            var task = TaskTrace()
            task.id = "life-\(number)"
            task.lastAt = moment()
            task.ended = "completed"
            task.runs = 2
            if number < 6 {
                task.ended = "completed-unverified"
                task.code = "too-hard"
                task.runs = 0
            }
            if number % 15 == 7 { task.amendments = 3 }
            history.tasks.append(task)
        }
    }

    private mutating func plantKnowledge() {
        let lesson = "the ledger's outbox must be drained while the migration holds the claim"
        history.lessons.append(Lesson("l-1", lesson, at: Date(milliseconds: 0)))
        for number in 0..<200 { history.lessons.append(Lesson("n-\(number)", babble(), at: Date(milliseconds: 0))) }
        plant(5, .missedKnowledge, lesson) { garden, number in
            Incident(
                .test, "\(garden.word()) \(number): outbox not drained, migration holds the claim", file: garden.file())
        }
        planted.insert(Finding.name(.harmfulLesson, "l-7"))
        history.marks = (0..<4).map { _ in LessonMark("l-7", hurt: true, at: moment()) }
        for number in 10..<40 {
            history.marks.append(LessonMark("l-\(number)", hurt: false, at: moment()))
            if number % 3 == 0 { history.marks.append(LessonMark("l-\(number)", hurt: true, at: moment())) }
        }
    }

    /// Runs that fail until the work is done, and one scenario that fails by chance.
    private mutating func addRuns() {
        planted.insert(Finding.name(.flakyScenario, "clock-is-right"))
        for task in 0..<40 {
            for (step, passed) in [false, false, true].enumerated() {
                history.trials.append(trial("work-\(task)", "life-\(task)", passed, step))
            }
            guard task % 8 == 0 else { continue }
            for passed in [true, false, true] {
                history.trials.append(trial("clock-is-right", "life-\(task)", passed, 3))
            }
        }
    }

    private func trial(_ scenario: String, _ task: String, _ passed: Bool, _ step: Int) -> Trial {
        var trial = Trial()
        trial.scenario = scenario
        trial.task = task
        trial.passed = passed
        trial.step = step
        trial.at = Self.end
        return trial
    }

    /// Words that mean nothing, and words that look like those of a rule.
    private mutating func babble() -> String {
        let lures = [
            "important", "filename", "timeouts", "undefinedness", "layered", "renamed", "importer", "duplicates",
        ]
        var words = (0..<Int.random(in: 5...9, using: &random)).map { _ in word() }
        words.append(lures[Int.random(in: 0..<lures.count, using: &random)])
        return words.shuffled(using: &random).joined(separator: " ")
    }

    private mutating func word() -> String {
        let syllables = [
            "ba", "du", "ke", "lo", "mi", "nor", "pa", "ri", "sol", "tu", "vex", "wan", "zi", "gar", "hel", "fim",
        ]
        return (0..<3).map { _ in syllables[Int.random(in: 0..<syllables.count, using: &random)] }.joined()
    }

    private mutating func file() -> String {
        "lib/d\(Int.random(in: 0..<60, using: &random))/f\(Int.random(in: 0..<40, using: &random)).py"
    }

    /// A failure of a task of its own, in a file that many others fail in as well.
    private mutating func noisy() -> Incident {
        var incident: Incident
        let rule = "R\(Int.random(in: 0..<400, using: &random))"
        switch Int.random(in: 0..<20, using: &random) {
        case 0: incident = Incident(.refusal, babble(), rule: "E_\(word())")
        case 1: incident = Incident(.block, babble())
        case 2: incident = Incident(.attempt, babble(), phase: 1)
        case 3: incident = Incident(.restore, babble())
        case 4: incident = Incident(.verify, babble(), scenario: "scenario-\(word())\(word())")
        case 5...9: incident = Incident(.build, babble(), file: file(), rule: rule)
        case 10...14: incident = Incident(.lint, babble(), file: file(), rule: rule)
        default: incident = Incident(.test, babble(), file: file())
        }
        incident.task = newTask()
        incident.at = moment()
        return incident
    }
}

/// A generator with a seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
