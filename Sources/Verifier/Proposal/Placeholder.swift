import HarnessKit

/// What a draft says where somebody has still to write: whole strings, so that a program for to-do lists may be asked for its own.
enum Placeholder {
    static let path = "/TODO"
    static let member = "$.TODO"
    static let words = "TODO-words"
    static let printed = "TODO: what it prints of {{name}}"
    static let test = "TODO: the test's full name, as its runner prints it"
    static let program = "TODO-program"
    static let testCommand = "TODO-test-command"
    static let value = "TODO: its value"
    static let why = "TODO: what this shows"

    /// As they stand in JSON; none of them has anything that is escaped there.
    fileprivate static let quoted = [path, member, words, printed, test, program, testCommand].map { "\"\($0)\"" }
}

extension ScenarioFile {
    /// Where something is still to be written: scenarios, and variables without a value.
    package var unfinished: [String] {
        let open = scenarios.filter { scenario in
            guard scenario.why != Placeholder.why else { return true }
            let text = scenario.steps.json.text(.compact)
            return Placeholder.quoted.contains(where: text.contains)
        }
        return open.map(\.id)
            + vars.filter { $0.value.value == .string(Placeholder.value) }.keys.sorted { $0.precedes($1) }
    }
}
