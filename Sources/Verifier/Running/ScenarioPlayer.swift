import HarnessKit

/// Plays one scenario, step by step, up to the first that fails.
struct ScenarioPlayer {
    let scenario: Scenario
    let scene: Scene
    /// The scenario's variables, fresh ones made for this run.
    let variables: [String: JSON]
    /// Told of every step, where it is to be known how much the scenario would notice.
    var probe: StrengthProbe?
    /// Steps that may fail without ending it, each tried once; what they find is kept as far as it is there.
    var tolerated: Set<String> = []

    private var stage: Stage { scene.stage }

    /// How long an answer may take to be judged.
    private static let patience = Duration.seconds(30)

    /// How long each try of a step that is repeated may take at least.
    private static let leastTry = Duration.milliseconds(500)

    func play() throws -> ScenarioReport {
        var report = ScenarioReport()
        report.name = scenario.id
        report.proves = scenario.proves
        report.keeps = scenario.keeps
        report.stepsTotal = scenario.steps.count
        report.startedMilliseconds = stage.timeline.now
        var bindings = scene.bindings
        for (name, value) in variables { bindings[name] = value }
        let end = scenario.timeout.map { stage.loop.now + $0.duration }
        scene.isStoppedOnPurpose = false
        for (index, step) in scenario.steps.enumerated() {
            if let end, stage.loop.now >= end {
                report.failure = "it took longer than \(scenario.timeout?.duration.words ?? "")"
                break
            }
            probe?.begin(index, bindings)
            let done = try play(step, at: index, named: step.id ?? "step-\(index + 1)", &bindings, until: end)
            report.steps.append(done)
            if done.hasPassed { probe?.end(index, bindings) }
            if !done.hasPassed, !tolerated.contains(done.id) {
                report.failure = "\(done.id): \(done.assertion)"
                report.code = done.code
                break
            }
        }
        if let trouble = try troubleOfApplication(checkingOwners: true) {
            report.failure = report.failure ?? trouble.message
            report.code = trouble.code
        }
        try restoreApplication()
        report.status = report.failure == nil ? .pass : .fail
        if report.failure == nil { report.strength = probe?.strength() }
        report.grade = report.strength?.grade
        report.why = report.failure.map { "\(scenario.why.map { "\($0): " } ?? "")\($0)" } ?? scenario.why ?? ""
        report.milliseconds = (stage.timeline.now - report.startedMilliseconds).rounded(toThousandths: ())
        return report
    }

    /// One step, repeated as long as it may be.
    private func play(
        _ step: Step, at index: Int, named name: String, _ bindings: inout Bindings, until end: Duration?
    ) throws -> StepReport {
        var report = StepReport()
        report.id = name
        report.kind = step.kind
        report.startedMilliseconds = stage.timeline.now
        let patience = (tolerated.contains(name) ? nil : step.eventually).map {
            min(stage.loop.now + $0.timeout.duration, end ?? stage.deadline)
        }
        var captured = bindings
        defer { stage.stepEnd = nil }
        try stage.timeline.measure(
            .step, name, in: scenario.id,
            {
                while true {
                    captured = bindings
                    // The last try, too, has time for an answer: what it says is what is told.
                    let ownEnd = patience.map { max($0, stage.loop.now + Self.leastTry) }
                    stage.stepEnd = [ownEnd, end].compactMap { $0 }.min()
                    try attempt(step, at: index, &report, &captured)
                    guard !report.hasPassed, let patience, let pause = step.eventually, stage.loop.now < patience else {
                        return
                    }
                    if report.earlier.last != report.assertion, report.earlier.count < 50 {
                        report.earlier.append(report.assertion)
                    }
                    report.attempts += 1
                    let next = min(patience, stage.loop.now + .milliseconds(pause.everyMilliseconds.value))
                    _ = try stage.loop.run(until: next) { false }
                }
            }, isGood: { report.hasPassed })
        bindings = captured
        if !report.hasPassed { try lookForDeath(&report) }
        report.milliseconds = (stage.timeline.now - report.startedMilliseconds).rounded(toThousandths: ())
        return report
    }

    private func attempt(
        _ step: Step, at index: Int, _ report: inout StepReport, _ bindings: inout Bindings
    ) throws {
        stage.progress.update("\(scenario.id): \(report.id)")
        do {
            if step.asksApplication { try scene.application?.checkSockets() }
            let observation = try step.perform(in: scene, bindings)
            report.request = observation.request
            report.response = observation.response
            report.code = observation.code?.rawValue
            var watched = bindings
            let end = stage.end(after: Self.patience)
            watched.goesOn = { [stage] in try stage.goesOn(until: end) }
            report.assertions = try judge(step, observation, watched)
            probe?.saw(observation, at: index, named: report.id, bindings)
            if report.assertions.allSatisfy(\.hasPassed) || tolerated.contains(report.id) {
                report.assertions += try Keeper(observation: observation, watched: watched).keep(
                    step.capture, in: &bindings)
            }
        } catch let failure as Failure {
            report.assertions = [Assertion(step.kind, expected: "to be done", found: failure.message, hasPassed: false)]
        } catch let trouble as RunTrouble where step.app == nil {
            report.assertions = [
                Assertion("port", expected: "the application's own", found: trouble.message, hasPassed: false)
            ]
        } catch let trouble as RunTrouble {
            report.assertions = [Assertion("app", expected: "running", found: trouble.message, hasPassed: false)]
            report.response = .members(["error": .string(trouble.message), "log": trouble.log.map(JSON.string)])
        }
        report.hide(stage.context.secrets)
        report.conclude()
    }

    /// A step that failed may be the first to notice that the application is gone.
    private func lookForDeath(_ report: inout StepReport) throws {
        guard let application = scene.application, !scene.isStoppedOnPurpose, scene.standIn == nil else { return }
        _ = try stage.loop.run(until: stage.loop.now + .milliseconds(50)) { !application.isRunning }
        guard let trouble = try troubleOfApplication() else { return }
        report.assertions.insert(
            Assertion("application", expected: "running", found: trouble.message, hasPassed: false), at: 0)
        report.conclude()
    }

    private func judge(_ step: Step, _ observation: Observation, _ bindings: Bindings) throws -> [Assertion] {
        if let trouble = observation.trouble {
            return [Assertion(step.kind, expected: "an answer", found: trouble, hasPassed: false)]
        }
        let judge = Judge(observation: observation, bindings: bindings)
        let expected = step.expect ?? Expectation()
        return try judge.judge(expected) + judge.implied(beside: expected).filter { !$0.hasPassed }
    }

    /// What became of the application, unless the scenario itself stopped it.
    private func troubleOfApplication(checkingOwners: Bool = false) throws -> RunTrouble? {
        guard let application = scene.application, !scene.isStoppedOnPurpose else { return nil }
        do {
            try application.checkAlive()
            if checkingOwners { try application.checkOwners() }
            return nil
        } catch let trouble as RunTrouble {
            return trouble
        }
    }

    /// The next scenario finds the application running, whatever this one did to it.
    private func restoreApplication() throws {
        guard scene.isStoppedOnPurpose, let application = scene.application, !application.isRunning else { return }
        try application.start(as: .start)
        scene.isStoppedOnPurpose = false
        scene.forgetConnections()
    }
}

extension StepReport {
    /// Takes secrets out before anybody shows, cuts or quotes what was found.
    fileprivate mutating func hide(_ secrets: Redactor) {
        guard secrets.knowsValues else { return }
        request = secrets.redact(request)
        response = secrets.redact(response)
        for index in assertions.indices {
            assertions[index].expected = secrets.redact(assertions[index].expected)
            assertions[index].found = secrets.redact(assertions[index].found)
        }
    }

    /// Draws the verdict from the assertions.
    fileprivate mutating func conclude() {
        let failed = assertions.filter { !$0.hasPassed }
        hasPassed = failed.isEmpty
        let told = failed.isEmpty ? assertions : failed
        assertion = told.isEmpty ? "done" : told.map(\.line).joined(separator: "; ")
    }
}

/// Keeps values of an observation by name.
struct Keeper {
    let observation: Observation
    /// Whoever looks for long is asked whether to go on.
    var watched = Bindings()

    /// Adds what is there; what is not is an assertion that failed.
    func keep(_ sources: [String: CaptureSource], in bindings: inout Bindings) throws -> [Assertion] {
        var missing: [Assertion] = []
        for (name, source) in sources.sorted(by: { $0.key.precedes($1.key) }) {
            if let value = try value(of: source) {
                bindings[name] = value
            } else {
                missing.append(
                    Assertion(
                        "capture \(name)", expected: source.json.text(.compact), found: "nothing", hasPassed: false))
            }
        }
        return missing
    }

    private func value(of source: CaptureSource) throws -> JSON? {
        switch source.origin {
        case .path(let path):
            guard observation.isWhole, let document = observation.document, let root = try? JSON.parse(document) else {
                return nil
            }
            return try path.values(in: root).first
        case .header(let name):
            return observation.headers.first { $0.name.lowercased() == name.lowercased() }.map { .string($0.value) }
        case .cookie(let name): return cookie(name)
        case .output: return observation.output.map { .string(String(decoding: $0, as: UTF8.self).trimmedLineEnds) }
        case .body: return observation.body.map { .string(String(decoding: $0, as: UTF8.self)) }
        case .pattern(let pattern):
            guard let document = observation.document, try watched.finds(pattern, in: document),
                let match = pattern.firstMatch(in: document)
            else { return nil }
            let range = match.groups.dropFirst().compactMap { $0 }.first ?? match.range
            return .string(String(decoding: document[range], as: UTF8.self))
        }
    }

    private func cookie(_ name: String) -> JSON? {
        for header in observation.headers where header.name.lowercased() == "set-cookie" {
            let pair = header.value.split(separator: ";", maxSplits: 1)[0].split(separator: "=", maxSplits: 1)
            if pair.count == 2, pair[0].elementsEqual(name) { return .string(String(pair[1])) }
        }
        return nil
    }
}
