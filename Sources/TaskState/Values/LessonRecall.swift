import HarnessKit
import Ledger

/// What earlier tasks taught: handed in by the coordinator, which knows memory.
package struct LessonRecall: Sendable {
    /// The lessons that fit a text and files, for a task that is picked up; noted in its stream where that can be.
    package let lessons: @Sendable (_ text: String, _ files: [String], _ task: TaskRecord, Context) throws -> Lessons?

    package init(
        lessons: @escaping @Sendable (_ text: String, _ files: [String], _ task: TaskRecord, Context) throws -> Lessons?
    ) {
        self.lessons = lessons
    }

    /// Nothing is remembered.
    package static let none = LessonRecall { _, _, _, _ in nil }

    /// Lessons within their fence, which says where each comes from and that none is an instruction.
    package struct Lessons: Sendable {
        package let text: String
        package let shown: [String]
        package let cut: [String]

        package init(text: String, shown: [String], cut: [String]) {
            self.text = text
            self.shown = shown
            self.cut = cut
        }
    }
}
