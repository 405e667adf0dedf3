import HarnessKit

extension Rule {
    static let skippedStep = Rule(
        name: "skipped-step", type: "skipped_step", about: "tasks that end without a step that belongs to them",
        remedy: .updateDocs, confidence: 0.6,
        examples: Examples(
            fires: [
                .tasks(unverified, unverified), .tasks(unchecked, unchecked),
                .tasks(
                    {
                        $0.ended = "completed"; $0.hasPlan = true
                    },
                    {
                        $0.ended = "completed"; $0.hasPlan = true
                    }),
            ],
            nearMisses: [
                .tasks(unverified), .tasks({ $0.ended = "completed" }, { $0.ended = "completed" }),
                .tasks(
                    {
                        $0.ended = "completed-unverified"; $0.code = "no-gate"
                    },
                    {
                        $0.ended = "completed-unverified"; $0.code = "imported"
                    }),
                .tasks(
                    {
                        $0.ended = "failed"; $0.phases = 3
                    },
                    {
                        $0.ended = "abandoned"; $0.hasPlan = true
                    }),
                .tasks({ $0.phases = 3 }, { $0.hasPlan = true }),
            ]),
        gather: { evidence in
            var clusters: [Step: Cluster] = [:]
            for task in evidence.history.tasks {
                for step in Step.allCases where step.isSkipped(by: task) {
                    var incident = Incident(
                        .other, "ended as \(task.ended ?? "") without \(step.words)", at: task.lastAt)
                    incident.task = task.id
                    clusters[step, default: Cluster(subject: step.rawValue)].own.append(incident)
                }
            }
            return Step.allCases.compactMap { clusters[$0] }
        },
        word: { cluster, _ in
            let step = Step(rawValue: cluster.subject) ?? .verify
            return Wording(
                title: "tasks end without \(step.words)",
                hypothesis: "the step is not asked for at the moment when it would be cheap", change: .agents(step.rule)
            )
        })

    private enum Step: String, CaseIterable {
        case verify, checkpoint, plan

        func isSkipped(by task: TaskTrace) -> Bool {
            guard let ended = task.ended, ended.hasPrefix("completed") else { return false }
            switch self {
            // What an older version or another tool ended could not be proved at all.
            case .verify: return ended != "completed" && task.runs == 0 && !["no-gate", "imported"].contains(task.code)
            case .checkpoint: return task.phases > 1 && task.checkpointed.count < task.phases
            case .plan: return task.hasPlan && !task.planIsJudged
            }
        }

        var words: String {
            switch self {
            case .verify: "a single run of its scenarios"
            case .checkpoint: "a checkpoint for each phase"
            case .plan: "a verdict on their plan"
            }
        }

        var rule: String {
            switch self {
            case .verify:
                "Before `task-state complete`, run `verify run`; an end without any run needs a reason that a person "
                    + "accepts."
            case .checkpoint: "After each phase, before the next one: `task-state checkpoint --phase N --summary TEXT`."
            case .plan: "A plan is shown and judged (`task-state plan approve --by WHO`) before the first phase begins."
            }
        }
    }

    private static let unverified: @Sendable (inout TaskTrace) -> Void = {
        $0.ended = "completed-unverified"
        $0.code = "too-hard"
    }

    private static let unchecked: @Sendable (inout TaskTrace) -> Void = {
        $0.ended = "completed"
        $0.phases = 3
        $0.checkpointed = [1]
    }
}
