import HarnessKit
import Memory
import TaskState
import Verifier

/// Every name that an install answers to, in the order in which the reference lists them.
let tools: [CommandNode] = [
    TaskStateTool.node(gate: .none),
    VerifierTool.node(propose: propose(in:)),
    MemoryTool.node(),
    CommandNode("harness-critic", "which change to the harness would have prevented the last failures", children: []),
]

let coordinator = CommandNode(
    "harness-executor", "the coordinator, and the way to every other tool by its name",
    notes: "A tool can be called by its own name or as 'harness-executor TOOL', where a short name is taken.",
    children: [
        CommandNode(Guard()), CommandNode(WriteReference()), CommandNode(Completions()),
        CommandNode(CompleteWords(), isHidden: true),
    ])

let program = Program(coordinator: coordinator, tools: tools, build: build)
