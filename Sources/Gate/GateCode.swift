/// The words for why the gate refuses, and for what it notes; the reference prints this table.
package enum GateCode: String, CaseIterable, Sendable {
    case noScenario = "E_NO_SCENARIO"
    case uncovered = "E_CRITERIA_UNCOVERED"
    case weaker = "E_SCENARIO_WEAKER"
    case replayFailed = "E_REPLAY_FAILED"
    case regression = "E_REGRESSION"
    case grade = "E_GRADE"
    case treeMoved = "E_TREE_MOVED"
    case basePasses = "E_BASE_PASSES"
    case stoogePasses = "E_STOOGE_PASSES"
    case kind = "E_KIND"
    case level = "E_LEVEL"
    case latePlan = "W_LATE_PLAN"
    case unknownCriterion = "W_UNKNOWN_CRITERION"
    case noBase = "W_NO_BASE"
    case noControl = "W_CONTROL_MISSING"

    package var meaning: String {
        switch self {
        case .noScenario: "no scenario says that it proves anything of this task"
        case .uncovered: "a criterion has no scenario"
        case .weaker: "a scenario was loosened after it was registered, and nobody said why"
        case .replayFailed: "the task's scenarios did not pass when they were played again"
        case .regression: "a scenario that an earlier task left does not pass any more"
        case .grade: "the scenarios of a criterion would not notice a wrong value"
        case .treeMoved: "a file of the project changed while it was being verified"
        case .basePasses: "the scenarios of a criterion pass without the change as well"
        case .stoogePasses: "a stand-in that knows nothing passes the scenarios"
        case .kind: "the change is not of the kind that the task says"
        case .level: "the policy asks for more proof than there is"
        case .latePlan: "the scenarios were fixed after the work had begun"
        case .unknownCriterion: "a scenario proves a criterion that the task does not have"
        case .noBase: "there is nothing to compare with"
        case .noControl: "a control could not run"
        }
    }
}
