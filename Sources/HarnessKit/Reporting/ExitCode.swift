/// What a command's exit status says. 2 is what agents' clients read as "block": the hooks alone return it.
package enum ExitCode: Int32, CaseIterable, Sendable {
    case yes = 0
    case no = 1
    case block = 2
    case usage = 64
    case malformed = 65
    case missing = 66
    case unavailable = 69
    case bug = 70
    case refused = 73
    case busy = 75
    case denied = 77

    package var meaning: String {
        switch self {
        case .yes: "yes: done, found, verified; an empty search result too"
        case .no: "no: a scenario failed, the gate refused, a check found something"
        case .block: "of 'harness-executor hook' alone: the agents' client is to go on, or not to run a tool"
        case .usage: "the command line is wrong"
        case .malformed: "a file is malformed or too new"
        case .missing: "the thing named does not exist"
        case .unavailable: "something needed (program, file, service) cannot be used"
        case .bug: "a bug in the harness"
        case .refused: "not allowed from this state"
        case .busy: "busy; try again"
        case .denied: "not permitted"
        }
    }
}
