import Dashboard
import Gate
import HarnessCritic
import HarnessKit
import Ledger
import Memory
import Project
import TaskState
import Verifier

/// Every name that an install answers to, in the order in which the reference lists them.
let tools: [CommandNode] = [
    CommandNode(
        "task-state",
        of: TaskStateTool.node(
            gate: GateTool.completion(
                tool: "harness-executor \(build.version)" + (build.commit.isEmpty ? "" : " \(build.commit)"),
                isStatic: build.kind == "static"),
            critique: Critique(ask: CriticTool.line(in:)), recall: recall)),
    CommandNode(
        "verify",
        of: VerifierTool.node(propose: propose(in:), gate: GateTool.help, further: GateTool.verifyCommands)),
    CommandNode("memory-query", of: MemoryTool.node()),
    CommandNode("harness-critic", of: CriticTool.node()),
]

let coordinator = CommandNode(
    "harness-executor", "the coordinator, and the way to every other tool by its name",
    notes: "A tool can be called by its own name or as 'harness-executor TOOL', where a short name is taken.",
    children: ProjectTool.commands(siblings) + DashboardTool.commands() + [
        CommandNode(Install()), CommandNode(Uninstall()), CommandNode(Guard()), GateTool.hooks,
        CommandNode(PrintSchema()), CommandNode(Completions()), CommandNode(WriteReference()),
        CommandNode(CompleteWords(), isHidden: true), CommandNode(CheckWords(), isHidden: true),
    ])

/// What the project's commands are given of the other tools.
private let siblings = Siblings(
    environment: { workspace in
        let draft = EnvironmentDraft(try propose(in: workspace))
        return ProposedFile(text: draft.draft.text, missing: draft.missing, nothing: EnvironmentDraft.nothing)
    },
    readTests: GateTool.readTests,
    lessons: { text, workspace, context in
        let lessons = try Recall.lessons(for: text, budget: 500, in: MemoryFolder(of: workspace), context)
        return lessons.text.split(separator: "\n").filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) }
    },
    checks: TaskStateTool.checks + VerifierTool.checks + SkillChecks.all)

let program = Program(coordinator: coordinator, tools: tools, build: build)
