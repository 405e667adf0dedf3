import HarnessKit

/// What shows all tasks at once: now, live, and over a time.
package enum DashboardTool {
    package static func commands() -> [CommandNode] {
        [CommandNode(Status())]
    }
}
