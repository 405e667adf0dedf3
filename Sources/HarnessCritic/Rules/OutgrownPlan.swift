import HarnessKit

extension Rule {
    static let outgrownPlan = Rule(
        name: "outgrown-plan", type: "outgrown_plan", about: "tasks that outgrow what was planned",
        remedy: .updateDocs, confidence: 0.55,
        examples: Examples(
            fires: [
                .tasks({ $0.amendments = 2 }, { $0.planAmendments = 2 }),
                .tasks(
                    {
                        $0.amendments = 1; $0.planAmendments = 1
                    }, { $0.amendments = 3 }),
                .tasks(
                    {
                        $0.phases = 2; $0.attempts = 7
                    },
                    {
                        $0.phases = 1; $0.attempts = 4
                    }),
            ],
            nearMisses: [
                .tasks({ $0.amendments = 5 }), .tasks({ $0.amendments = 1 }, { $0.planAmendments = 1 }),
                .tasks(
                    {
                        $0.phases = 3; $0.attempts = 7
                    },
                    {
                        $0.phases = 2; $0.attempts = 6
                    }),
            ]),
        gather: { evidence in
            let own = evidence.history.tasks.compactMap { task -> Incident? in
                let changes = task.amendments + task.planAmendments
                guard changes >= 2 || task.attempts > 3 * task.phases else { return nil }
                let message = "\(changes) changes of task and plan, \(task.attempts) tries for \(task.phases) phases"
                return Incident(.other, message, at: task.lastAt, task: task.id)
            }
            return own.isEmpty ? [] : [Cluster(subject: "", own: own)]
        },
        word: { cluster, _ in
            Wording(
                title: "tasks outgrow what was planned",
                hypothesis: "tasks are begun before it is known what they need, or are two tasks",
                change: .agents(
                    "Before a task begins: read the code that it changes, and write one criterion for each thing "
                        + "that must "
                        + "hold. When a second criterion has to be added on the way, end this task and start another."))
        })
}
