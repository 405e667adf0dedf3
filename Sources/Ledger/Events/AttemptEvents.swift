import HarnessKit

/// Somebody set out to do a phase.
package struct AttemptStarted: EventBody {
    package static let kind = "attempt.started"
    package static let fields: [Field<Self>] = [
        .optional("by", \.by, "who tries"), .optional("phase", \.phase, "which phase"),
    ]

    package var by: String?
    package var phase: Int?

    package init() {}
}

/// What came of it: the result that an executor hands back.
package struct AttemptEnded: EventBody {
    package enum Status: String, CaseIterable, JSONConvertible { case success, failed, blocked }

    package static let kind = "attempt.ended"
    package static let fields: [Field<Self>] = [
        .required("status", \.status, "success, failed or blocked"),
        .defaulted("summary", \.summary, "what was done"),
        .defaulted("files_changed", \.filesChanged, "files that were changed"),
        .defaulted("files_created", \.filesCreated, "files that were created"),
        .optional("validation_result", \.validationResult, "what the executor's own validation said"),
        .optional("validation_output", \.validationOutput, "its output, where it failed"),
        .defaulted("lessons", \.lessons, "what is worth remembering"),
        .defaulted("blockers", \.blockers, "what is in the way"),
    ]

    package var status = Status.success
    package var summary = ""
    package var filesChanged: [String] = []
    package var filesCreated: [String] = []
    package var validationResult: String?
    package var validationOutput: String?
    package var lessons: [JSON] = []
    package var blockers: [JSON] = []

    package init() {}
}
