import HarnessKit
import Ledger

extension LedgerReading {
    /// What memory showed and what it left out for want of room, by the ids of its entries.
    mutating func recall(_ event: EventLine) throws {
        let body = try event.decode(as: MemoryRecalled.self)
        var recall = Recall()
        recall.shown = body.shown.map { Lesson($0, $0) }
        recall.cut = body.cut.map { Lesson($0, $0) }
        trace(event) { $0.recalls.append(recall) }
    }
}

extension History {
    /// Gives recalled ids the texts of the lessons that they stand for, where these are known.
    ///
    /// An entry of memory is a finished task's, so that one id may stand for several lessons of that task.
    mutating func nameLessons() {
        var texts: [String: [Lesson]] = [:]
        for lesson in lessons {
            texts[lesson.id, default: []].append(lesson)
            if let hash = lesson.id.lastIndex(of: "#") { texts[String(lesson.id[..<hash]), default: []].append(lesson) }
        }
        let remembered = remembered
        func named(_ lessons: [Lesson]) -> [Lesson] {
            lessons.flatMap { lesson in
                texts[remembered[lesson.id] ?? lesson.id]?.map { Lesson(lesson.id, $0.text, at: $0.at) } ?? [lesson]
            }
        }
        for task in tasks.indices {
            for recall in tasks[task].recalls.indices {
                tasks[task].recalls[recall].shown = named(tasks[task].recalls[recall].shown)
                tasks[task].recalls[recall].cut = named(tasks[task].recalls[recall].cut)
            }
        }
    }
}
