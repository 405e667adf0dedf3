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

    /// Gives recalled ids the texts of the lessons that they stand for, where these are known.
    ///
    /// An entry of memory is called by its task, so that one id may stand for several lessons of that task.
    mutating func nameLessons() {
        var texts: [String: [Lesson]] = [:]
        for lesson in history.lessons {
            texts[lesson.id, default: []].append(lesson)
            if let hash = lesson.id.lastIndex(of: "#") { texts[String(lesson.id[..<hash]), default: []].append(lesson) }
        }
        func named(_ lessons: [Lesson]) -> [Lesson] {
            lessons.flatMap { lesson in texts[lesson.id]?.map { Lesson(lesson.id, $0.text, at: $0.at) } ?? [lesson] }
        }
        for task in history.tasks.indices {
            for recall in history.tasks[task].recalls.indices {
                history.tasks[task].recalls[recall].shown = named(history.tasks[task].recalls[recall].shown)
                history.tasks[task].recalls[recall].cut = named(history.tasks[task].recalls[recall].cut)
            }
        }
    }
}
