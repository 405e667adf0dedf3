import Ledger

/// A command of ours within a command line, as far as it makes a task the session's.
struct HarnessCall: Equatable {
    enum Effect: Equatable {
        /// `task-state init`
        case begins
        /// `harness-executor start`: a task of that name is about to begin.
        case announces
        /// `task-state resume`, `reopen`
        case takesUp
        /// What only somebody does who works on the task: it is theirs, should its beginning not have been seen.
        case worksOn
    }

    let effect: Effect
    let task: TaskID?
    /// What the task is called; nil where the shell has yet to put it together.
    let wanted: String?
    let root: String?

    private static let effects: [String: Effect] = [
        "task-state init": .begins, "harness-executor start": .announces, "task-state resume": .takesUp,
        "task-state reopen": .takesUp, "task-state checkpoint": .worksOn, "task-state attempt": .worksOn,
        "task-state complete": .worksOn, "verify register": .worksOn,
    ]
    private static let tools = ["harness-executor", "task-state", "verify"]

    /// Every such command in a command line, in order.
    static func all(in commands: [ShellCommand]) -> [HarnessCall] {
        commands.compactMap { HarnessCall($0.words) }
    }

    private init?(_ words: [String]) {
        guard let start = words.firstIndex(where: { Self.tools.contains(ShellCommand.programName($0)) }) else {
            return nil
        }
        var plain: [String] = []
        var options: [String: String] = [:]
        var name: String?
        for word in words[start...] {
            if word.hasPrefix("--") {
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                name = parts.count == 2 || Self.switches.contains(word) ? nil : word
                if parts.count == 2 { options[parts[0]] = parts[1] }
            } else if let option = name {
                options[option] = word
                name = nil
            } else {
                plain.append(word)
            }
        }
        plain[0] = ShellCommand.programName(plain[0])
        if plain[0] == "harness-executor", plain.count > 1, Self.tools.contains(plain[1]) { plain.removeFirst() }
        guard plain.count > 1, let effect = Self.effects["\(plain[0]) \(plain[1])"] else { return nil }
        self.effect = effect
        task = options["--task-id"].flatMap { TaskID($0) }
        let title = plain.count > 2 ? plain[2] : nil
        wanted = title.flatMap { $0.contains(ShellReader.unknown) ? nil : $0 }
        root = options["--project-root"]
    }

    private static let switches = ["--json", "--help", "--version"]
}
