import HarnessKit
import Ledger
import TaskState

/// The gate as its neighbours see it.
package enum GateTool {
    /// What `complete` is handed; the tool's name and version stand in every receipt.
    package static func completion(tool: String) -> CompletionGate {
        CompletionGate { task, store in
            try Examination(task: task, store: store, tool: tool).run()
        }
    }

    /// The commands that belong to `verify` and need more than it knows.
    package static var verifyCommands: [CommandNode] {
        [
            CommandNode(AmendScenarios()), CommandNode(VerifyCommit()), CommandNode(VerifyAudit()),
            CommandNode(RetireScenario()),
        ]
    }
}
