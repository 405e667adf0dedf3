import HarnessKit

extension Rule {
    static let prematureCompletion = Rule(
        name: "premature-completion", type: "premature_completion",
        about: "tasks that are taken up again after their end",
        remedy: .mendScenario, confidence: 0.6,
        examples: Examples(
            fires: [
                .of(Incident(.reopen, "it fails on Windows"), Incident(.reopen, "empty input panics")),
                reopened(2, of: 10), reopened(3, of: 30),
            ],
            nearMisses: [
                .of(Incident(.reopen, "it fails on Windows")), reopened(2, of: 60),
                .times(3, Incident(.block, "waits for a review")),
            ]),
        gather: { evidence in
            let members = evidence.incidents(of: .reopen)
            let ended = evidence.history.tasks.count { $0.ended != nil }
            // A few in a great many are life.
            return members.isEmpty ? [] : [Cluster(subject: "", members: members, isMeant: members.count * 20 >= ended)]
        },
        word: { cluster, evidence in
            let reasons = evidence.incidents(cluster).suffix(3).map { "“\($0.message.head(60))”" }
            return Wording(
                title: "tasks are taken up again after their end",
                hypothesis: "the scenarios did not ask for what was missing: \(reasons.joined(separator: ", "))",
                change: .agents(
                    "A task that is taken up again gets a scenario first, one that fails for the reason it was "
                        + "reopened for. "
                        + "For new tasks add one scenario each for empty input, unknown names and a second run."))
        })

    private static func reopened(_ count: Int, of tasks: Int) -> History {
        var history = History.times(count, Incident(.reopen, "it does not work"))
        history.tasks = (0..<tasks).map { number in
            var trace = TaskTrace()
            trace.id = "task-\(number)"
            trace.ended = "completed"
            return trace
        }
        return history
    }
}
