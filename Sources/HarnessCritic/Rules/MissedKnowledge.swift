import HarnessKit

extension Rule {
    static let missedKnowledge = Rule(
        name: "missed-knowledge", type: "missed_knowledge",
        about: "failures for which a lesson was there that the task was not told",
        remedy: .mendMemory, confidence: 0.5,
        examples: Examples(
            fires: [
                knowing("sqlite is locked while migrations run", failing: 2, saying: "sqlite: locked by migrations"),
                knowing(
                    "Port 8080 is taken by the proxy", failing: 3,
                    saying: "cannot bind: port 8080 taken, is it the proxy?"),
                cut("generated parsers need the grammar tables", saying: "parsers: grammar tables not generated"),
            ],
            nearMisses: [
                knowing("the sqlite file is locked while migrations run", failing: 3, saying: "the file is not there"),
                knowing("unlocking needs the keychain password", failing: 3, saying: "the lock needs a key"),
                cut(
                    "generated parsers need the grammar tables", saying: "parsers: grammar tables not generated",
                    told: true),
                knowing(
                    "the sqlite file is locked while migrations run", failing: 1,
                    saying: "sqlite: file locked by migrations"),
            ]),
        gather: { evidence in LessonMatching(evidence).clusters() },
        word: { cluster, _ in
            Wording(
                title: "a known lesson did not reach the task: “\(cluster.subject.head(60))”",
                hypothesis: "its words are not those that somebody looks for before the work begins",
                change: .agents(
                    "Known, and missed \(cluster.count) times: \(cluster.subject.head(240))"))
        })

    private static func knowing(_ lesson: String, failing count: Int, saying message: String) -> History {
        var history = History.times(count, Incident(.test, message, task: "task-9"))
        history.lessons = [Lesson("l-1", lesson)]
        return history
    }

    private static func cut(_ lesson: String, saying message: String, told: Bool = false) -> History {
        var history = History.times(2, Incident(.test, message, task: "task-1"))
        var trace = TaskTrace()
        trace.id = "task-1"
        var recall = Recall()
        if told { recall.shown = [Lesson("l-1", lesson)] } else { recall.cut = [Lesson("l-1", lesson)] }
        trace.recalls = [recall]
        history.tasks = [trace]
        return history
    }
}
