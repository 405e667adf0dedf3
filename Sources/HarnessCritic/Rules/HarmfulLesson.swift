import HarnessKit

extension Rule {
    static let harmfulLesson = Rule(
        name: "harmful-lesson", type: "harmful_lesson", about: "lessons that hurt more often than they help",
        remedy: .mendMemory, confidence: 0.55,
        examples: Examples(
            fires: [
                .marks("hh"), .marks("hhu"), shown(failing: 3, passing: 0), shown(failing: 3, passing: 1),
            ],
            nearMisses: [
                .marks("h"), .marks("hhuu"), .marks("uuu"), shown(failing: 3, passing: 3),
                shown(failing: 1, passing: 0),
            ]),
        gather: { evidence in
            var tallies: [String: Tally] = [:]
            for mark in evidence.history.marks {
                let incident = Incident(.other, "marked as hurting", at: mark.at)
                tallies[mark.id, default: Tally()].add(mark.hurt ? incident : nil)
            }
            for task in evidence.history.tasks {
                guard let ended = task.ended else { continue }
                let hasFailed = ended == "failed" || ended == "abandoned"
                let incident = Incident(
                    .ending, "shown to a task that ended as \(ended)", at: task.lastAt, task: task.id)
                for id in Set(task.recalls.flatMap { $0.shown.map(\.id) }) {
                    tallies[id, default: Tally()].add(hasFailed ? incident : nil)
                }
            }
            return tallies.keys.sorted { $0.precedes($1) }.compactMap { id in
                guard let tally = tallies[id], !tally.harm.isEmpty else { return nil }
                return Cluster(subject: id, own: tally.harm, isMeant: tally.harm.count >= 2 * tally.help)
            }
        },
        word: { cluster, _ in
            Wording(
                title: "the lesson \(cluster.subject) hurts more often than it helps",
                hypothesis: "it was true once, or is true elsewhere",
                change: .agents(
                    "Do not follow the remembered lesson `\(cluster.subject)`: \(cluster.count) times it did harm. "
                        + "Look at it "
                        + "(`memory-query show \(cluster.subject)`) and supersede it with what is true now."))
        })

    private struct Tally {
        var harm: [Incident] = []
        var help = 0

        mutating func add(_ incident: Incident?) {
            if let incident { harm.append(incident) } else { help += 1 }
        }
    }

    private static func shown(failing: Int, passing: Int) -> History {
        var history = History()
        for number in 0..<(failing + passing) {
            var trace = TaskTrace()
            trace.id = "task-\(number)"
            trace.ended = number < failing ? "failed" : "completed"
            var recall = Recall()
            recall.shown = [Lesson("l-1", "always retry")]
            trace.recalls = [recall]
            history.tasks.append(trace)
        }
        return history
    }
}

extension History {
    /// Marks of one lesson: "h" hurt, "u" useful.
    static func marks(_ marks: String) -> History {
        var history = History()
        history.marks = marks.map { LessonMark("l-1", hurt: $0 == "h") }
        return history
    }
}
