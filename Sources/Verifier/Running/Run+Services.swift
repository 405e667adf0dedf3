import HarnessKit

/// Commands that take away what a run made somewhere else.
struct Cleanup {
    let title: String
    let steps: [BuildStep]

    init(_ title: String, _ steps: [BuildStep]) {
        self.title = title
        self.steps = steps
    }

    /// What ends a foreign owner of the port; nil where nothing is said.
    init?(of owner: ForeignOwner?) {
        guard let arguments = owner?.cleanup else { return nil }
        var step = BuildStep()
        step.arguments = arguments
        self.init("the clean-up", [step])
    }
}

extension Run {
    /// Starts what the application needs, and takes it all away again, whatever happens in between.
    func withServices(
        on stage: Stage, tidying further: [Cleanup] = [], _ body: ([String: LiveProgram]) throws -> Void
    ) throws {
        var started: [(cleanup: Cleanup, live: LiveProgram?)] = []
        do {
            var byName: [String: LiveProgram] = [:]
            for service in order.project.services {
                let live = try service.live(on: stage)
                let port = live?.port ?? service.port?.number
                if let port { stage.bindings["services.\(service.name).port"] = .integer(Int(port)) }
                started.append((Cleanup("the clean-up of \(service.name)", service.cleanup), live))
                try start(live)
                byName[service.name] = live
                for step in service.setup {
                    try stage.prepare(step, as: .service, failing: .setup, titled: "the set-up of \(service.name)")
                }
            }
            started += further.map { ($0, nil) }
            try body(byName)
        } catch {
            try? takeAway(started, on: stage)
            throw error
        }
        try takeAway(started, on: stage)
    }

    /// What was started last goes first. An interruption ends the one clean-up that hangs, and the run after the others.
    private func takeAway(_ started: [(cleanup: Cleanup, live: LiveProgram?)], on stage: Stage) throws {
        var interruption: Interruption.Interrupted?
        for (cleanup, live) in started.reversed() {
            for step in cleanup.steps {
                do {
                    try stage.prepare(step, as: .stop, failing: .setup, titled: cleanup.title)
                } catch let interrupted as Interruption.Interrupted {
                    interruption = interrupted
                    stage.warn(.cleanup, "\(cleanup.title) was interrupted")
                } catch {
                    stage.warn(.cleanup, (error as? RunTrouble)?.message ?? Failure(translating: error).message)
                }
            }
            do {
                try live?.stop()
            } catch {
                try? live?.kill()
                interruption = interruption ?? error as? Interruption.Interrupted
            }
        }
        if let interruption { throw interruption }
    }

    private func start(_ service: LiveProgram?) throws {
        do {
            try service?.start(as: .service)
        } catch {
            try? service?.kill()
            throw error
        }
    }
}
