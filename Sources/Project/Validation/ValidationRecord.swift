import HarnessKit
import Ledger

/// Runs a work tree's validation and records it: what the command does, and what the gate may do by itself.
package struct ValidationRecord {
    package let outcomes: [StepOutcome]
    /// Of the bytes that were validated; nil where they changed meanwhile.
    package let manifest: Digest?
    /// Files that were there and changed while the steps ran.
    package let moved: [String]
    /// Why nothing can be said of the files.
    package let unread: Failure?
    package let isPartial: Bool

    /// Runs the steps in the work tree; nothing is recorded before all have ended.
    package static func make(
        of source: ValidationSource, steps: [ValidationStep], for task: TaskRecord?, in store: TaskStore,
        readTests: @escaping TestReading, on loop: PollLoop, within limit: Duration? = nil,
        news: (StepNews) throws -> Void
    ) throws -> ValidationRecord {
        let context = store.context
        let validation = Validation(
            in: store.workspace.root, environment: source.file.variables(from: context.environment),
            clock: context.clock, hiding: context.secrets, readTests: readTests)
        let state = Result { try TreeState(for: task, in: store) }
        let outcomes = try validation.run(steps, on: loop, within: limit, news: news)
        let moved = state.flatMap { state in Result { try state.moved() } }
        let record = ValidationRecord(
            outcomes: outcomes, manifest: (try? moved.get())?.isEmpty == true ? try? state.get().before.digest : nil,
            moved: (try? moved.get()) ?? [], unread: moved.failure.map { Failure(translating: $0) },
            isPartial: steps.count < source.file.steps.count)
        try record.note(source, task, store)
        return record
    }

    private func note(_ source: ValidationSource, _ task: TaskRecord?, _ store: TaskStore) throws {
        try store.note(in: task?.id.text ?? TaskStore.commonStream, to: task == nil ? [] : [.files]) {
            var body = ValidationFinished()
            body.outcome = outcomes.outcome
            body.file = source.digest.description
            body.manifest = manifest?.description
            body.isPartial = isPartial
            body.steps = try outcomes.map { outcome in
                var step = outcome.record
                if step.exit != nil { step.output = try store.ledger.keep(outcome.output).description }
                return step
            }
            return [body]
        }
    }

    /// What a person should know beside the steps, each with its word.
    package var warnings: [NamedNote] {
        var notes = outcomes.compactMap { outcome in
            outcome.code == .noTests
                ? NamedNote(
                    StepCode.noTests.rawValue, "\(outcome.step.name): \(outcome.record.reason ?? "")",
                    hint: "write a test, or take the step out of the file") : nil
        }
        if let first = moved.first {
            let rest = moved.count > 1 ? " and \(moved.count - 1) more" : ""
            notes.append(
                NamedNote(
                    StepCode.moved.rawValue, "\(first)\(rest) changed while the steps ran",
                    hint: "run the same command again; let no step change files that git knows"))
        }
        if let unread {
            notes.append(NamedNote(StepCode.unread.rawValue, unread.message, hint: unread.hint))
        }
        return notes
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
