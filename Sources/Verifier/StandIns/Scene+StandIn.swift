import HarnessKit

extension Scene {
    /// What answers in place of a program; nil where the program itself is run.
    func standIn(for call: ProgramCall) -> StandInMind? {
        guard let standIn else { return nil }
        let isOwn = OwnPrograms(root: stage.root).contain(
            call.arguments, in: call.directory ?? stage.root, given: { call.environment[$0] })
        return isOwn ? standIn : nil
    }

    /// A shell's line that prints something itself, with programs in it that do nothing; nil where there is no such line.
    func silenced(_ call: ProgramCall, by standIn: StandInMind) -> [String]? {
        guard standIn.kind == .silent else { return nil }
        return OwnPrograms(root: stage.root).silenced(call.arguments, in: call.directory ?? stage.root)
    }
}

extension Observation {
    /// What a stand-in prints in a program's place.
    mutating func take(_ standIn: StandInMind, in call: ProgramCall) {
        let outcome = standIn.outcome(of: call.arguments, reading: call.input)
        exit = .exited(outcome.exit)
        output = outcome.output
        errors = []
        response = [
            "exit": .string("exit \(outcome.exit)"), "stdout": .string(String(decoding: outcome.output, as: UTF8.self)),
            "stderr": "",
        ]
    }
}
