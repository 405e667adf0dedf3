import HarnessKit
import Memory
import TaskState

/// What memory has on a task that is picked up: within a budget that leaves the briefing short.
let recall = LessonRecall { text, files, task, context in
    let lessons = try Recall.lessons(
        for: text, files: files, budget: 400, in: try MemoryFolder.find(in: context), context)
    guard !lessons.isEmpty else { return nil }
    Recall.note(lessons, for: text, stream: task.status.isFinal ? nil : task.id.text, in: context)
    return LessonRecall.Lessons(text: lessons.text, shown: lessons.shown, cut: lessons.cut)
}
