import HarnessKit

/// All that the rules look at: what went wrong, and as much of what went right as tells them why.
package struct History: Sendable {
    package var incidents: [Incident] = []
    /// Scenarios as they were played, passing ones too; in order.
    package var trials: [Trial] = []
    package var tasks: [TaskTrace] = []
    /// Lessons that were there to be found, and when they came.
    package var lessons: [Lesson] = []
    /// Marks that somebody gave a lesson after using it.
    package var marks: [LessonMark] = []
    /// Which task an entry of memory comes from, by the entry's id.
    package var remembered: [String: String] = [:]
    /// What could not be read, a line each.
    package var skipped: [String] = []

    package init() {}

    /// What lies between two moments. What has no time lies nowhere, unless there are no bounds.
    package func between(_ start: Date?, _ end: Date?) -> History {
        guard start != nil || end != nil else { return self }
        let isWithin = { (moment: Date?) -> Bool in
            guard let moment else { return false }
            return start.map { moment >= $0 } ?? true && end.map { moment < $0 } ?? true
        }
        var part = self
        part.incidents = incidents.filter { isWithin($0.at) }
        part.trials = trials.filter { isWithin($0.at) }
        part.tasks = tasks.filter { isWithin($0.lastAt) }
        part.marks = marks.filter { isWithin($0.at) }
        return part
    }
}

/// One scenario in one run.
package struct Trial: Sendable {
    package var scenario = ""
    package var task = ""
    package var at: Date?
    package var passed = true
    /// The bytes that it ran on, where they are known.
    package var manifest: String?
    /// How many times the task's work had been noted by then: a checkpoint or the end of a try.
    package var step = 0

    package init() {}
}

/// What became of a task, beside its failures.
package struct TaskTrace: Sendable {
    package var id = ""
    package var phases = 1
    package var checkpointed: Set<Int> = []
    package var attempts = 0
    package var runs = 0
    package var validations = 0
    package var amendments = 0
    package var hasPlan = false
    package var planIsJudged = false
    package var planAmendments = 0
    /// The status it ended with; nil while it is in progress or blocked.
    package var ended: String?
    /// Why nothing was proved, as a word.
    package var code: String?
    package var lastAt: Date?
    package var recalls: [Recall] = []

    package init() {}
}

/// What memory told a task, and what it kept back for want of room.
package struct Recall: Sendable {
    package var shown: [Lesson] = []
    package var cut: [Lesson] = []

    package init() {}
}

package struct Lesson: Sendable {
    package var id = ""
    package var text = ""
    package var at: Date?

    package init(_ id: String, _ text: String, at: Date? = nil) {
        self.id = id
        self.text = text
        self.at = at
    }
}

package struct LessonMark: Sendable {
    package var id = ""
    package var hurt = false
    package var at: Date?

    package init(_ id: String, hurt: Bool, at: Date? = nil) {
        self.id = id
        self.hurt = hurt
        self.at = at
    }
}
