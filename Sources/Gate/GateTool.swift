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
        beforeWork: { try Rehearsal(of: $0, in: $1).beforeWork() }, rehearse: { try Rehearsal(of: $0, in: $1).all() })

    /// The commands that belong to `verify` and need more than it knows.
    package static var verifyCommands: [CommandNode] { [CommandNode(AmendScenarios())] }
}
