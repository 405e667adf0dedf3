import HarnessKit

/// The script that a shell sources to complete our commands.
struct Completions: Command {
    static let name = "completions"
    static let summary = "prints what makes a shell complete these commands"
    static let notes = """
        The script asks the program itself at every tab, so that it never grows stale.

          bash   source <(harness-executor completions bash)
          zsh    source <(harness-executor completions zsh)
          fish   harness-executor completions fish | source
        """
    static let parameters: [Parameter<Self>] = [
        .argument("SHELL", to: \.shell, "which shell")
    ]

    var shell = Completion.Shell.bash

    func run(in context: Context) -> Answer {
        let script = Completion.script(for: shell, tools: program.all.map(\.name))
        return Answer(json: ["shell": .string(shell.rawValue), "script": .string(script)], text: script)
    }
}
