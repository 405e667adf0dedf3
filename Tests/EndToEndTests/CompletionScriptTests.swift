import HarnessKit
import TestSupport
import Testing

/// The scripts in the shells they are for, where those are installed.
struct CompletionScriptTests {
    let installation: Installation

    init() throws {
        installation = try Installation()
    }

    private static func has(_ shell: String) -> Bool {
        (try? ProgramCall([shell], environment: .inherited).resolved()) != nil
    }

    private func shell(_ shell: String, _ script: String) throws -> ProgramOutcome {
        var environment = Environment.inherited
        environment["PATH"] = "\(installation.bench.path):\(environment["PATH"] ?? "")"
        environment["HOME"] = installation.bench.path.description
        return try installation.bench.run([shell, "-c", script], environment: environment)
    }

    @Test(.enabled(if: has("bash"))) func `Bash completes commands, options and values`() throws {
        let outcome = try shell(
            "bash",
            """
            source <(harness-executor completions bash)
            try() {
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                _harness_executor; echo "${COMPREPLY[*]}"
            }
            try harness-executor comp
            try harness-executor completions f
            try verify --v
            try harness-executor task
            try task-state comp
            complete -p task-state
            """)
        expect(
            outcome.output.text,
            is:
                "completions\nfish\n--version\ntask-state\ncomplete\ncomplete -o default -F _harness_executor task-state\n",
            "\(outcome.errors.text)")
    }

    @Test(.enabled(if: has("zsh"))) func `Zsh takes the script`() throws {
        let outcome = try shell(
            "zsh",
            "autoload -U compinit; compinit -u; source <(harness-executor completions zsh); echo $_comps[task-state]")
        expect(outcome.output.text, is: "_harness_executor\n", "\(outcome.errors.text)")
    }

    @Test(.enabled(if: has("fish"))) func `Fish completes commands and values`() throws {
        let outcome = try shell(
            "fish",
            "harness-executor completions fish | source; complete -C 'harness-executor completions '; complete -C 'verify --v'"
        )
        expect(outcome.output.text.contains("bash\nfish\nzsh\n"), "\(outcome.errors.text)")
        expect(outcome.output.text.contains("--version\tthe version"))
    }
}
