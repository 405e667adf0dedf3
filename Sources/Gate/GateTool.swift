import HarnessKit
import Ledger
import TaskState
import Verifier

/// The gate as its neighbours see it.
package enum GateTool {
    /// What `complete` is handed; the tool's name and version stand in every receipt.
    package static func completion(tool: String, isStatic: Bool = true) -> CompletionGate {
        CompletionGate(
            examine: { try Examination(task: $0, store: $1, tool: tool, isStatic: isStatic).run() },
            waive: { try HonestExit(code: $0, task: $1, store: $2).check() })
    }

    /// What the commands of `verify` are handed.
    package static let help = GateHelp(
        beforeWork: { try Rehearsal(of: $0, in: $1).beforeWork() },
        isTest: { name, then, now in
            guard let path = RelativePath(name), testPaths?.isTest(path) != true else {
                return RelativePath(name) != nil
            }
            return try InlineTests.mayBe(in: path) && InlineTests.areAll(between: then() ?? [], now() ?? [])
        },
        rehearse: { try Rehearsal(of: $0, in: $1).all() },
        weakened: { try TaskScenarios.read(of: $0, in: $1).weakened },
        otherBase: { LateStart(task: $0, store: $1).command })

    /// Read once: each language brings a pattern that has to be compiled.
    private static let testPaths = try? TestPaths()

    /// What agents' clients call at their own events.
    package static var hooks: CommandNode {
        CommandNode(
            "hook", "what Claude Code and Codex call by themselves: reminders, and files that stay untouched",
            notes: """
                Each reads the client's JSON on standard input. Exit status 2 with a reason on standard error holds the client \
                up; whatever goes wrong exits with 0, says so there, and lets it go on. Outside a project with a harness they \
                do nothing. A hook is a nudge: the proof is 'task-state complete' and the audit.
                """,
            children: [
                CommandNode(StopHook()), CommandNode(SubagentStopHook()), CommandNode(PreToolUseHook()),
                CommandNode(SessionStartHook()),
            ])
    }

    /// The commands that belong to `verify` and need more than it knows.
    package static var verifyCommands: [CommandNode] {
        [
            CommandNode(AmendScenarios()), CommandNode(VerifyCommit()), CommandNode(VerifyAudit()),
            CommandNode(RetireScenario()),
        ]
    }
}
