/// The words for why a step did not pass, and for what a pass does not show; the command's help prints this table.
package enum StepCode: String, CaseIterable, Sendable {
    case failed = "E_STEP_FAILED"
    case timedOut = "E_STEP_TIMEOUT"
    case notRun = "E_STEP_NOT_RUN"
    case noTests = "W_NO_TESTS"
    case outOfTime = "W_OUT_OF_TIME"
    case moved = "W_TREE_MOVED"
    case unread = "W_TREE_UNREAD"

    package var meaning: String {
        switch self {
        case .failed: "it ended with something else than 0"
        case .timedOut: "it took longer than its \"timeout_s\""
        case .notRun: "its program, or what that needs, is not on this machine"
        case .noTests: "a test step ended with 0 and ran no test: that shows nothing"
        case .outOfTime: "the time for all steps together was over"
        case .moved: "files of the project changed while the steps ran, so the record is of no one state"
        case .unread: "the project's files could not all be read, so the record does not say of which state it is"
        }
    }
}
