import HarnessKit

/// The tool's commands, given what they need from its siblings.
package enum TaskStateTool {
    package static func node(
        gate: CompletionGate, critique: Critique = .none, recall: LessonRecall = .none
    ) -> CommandNode {
        CommandNode(
            "task-state", "the crash-safe life of a task, from init to complete",
            examples: [
                CommandExample(#"task-state init "404 for unknown notes""#, "starts a task"),
                CommandExample("task-state list --status in_progress", "what is under way"),
            ],
            children: [
                CommandNode(Init()), CommandNode(Checkpoint()), CommandNode(Complete(gate: gate, critique: critique)),
                CommandNode(Wait()),
                CommandNode(Show()),
                CommandNode(Resume(recall: recall)),
                CommandNode(List()), CommandNode(Block()), CommandNode(Fail()), CommandNode(Abandon()),
                CommandNode(Reopen()), CommandNode(Amend()), CommandNode(Log()),
                CommandNode(
                    "plan", "the plan of a task with several phases",
                    children: [
                        CommandNode(PlanNew()), CommandNode(PlanShow()), CommandNode(PlanApprove()),
                        CommandNode(PlanAmend()),
                    ]),
                CommandNode(
                    "attempt", "an executor's try", children: [CommandNode(AttemptStart()), CommandNode(AttemptEnd())]),
                CommandNode(Diff()), CommandNode(Restore()), CommandNode(Summary()), CommandNode(Export()),
                CommandNode(Import()), CommandNode(Archive()),
                CommandNode(Doctor()),
            ])
    }
}
