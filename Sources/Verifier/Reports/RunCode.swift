/// The words for what can go wrong in a run; the reference prints this table.
package enum RunCode: String, CaseIterable, Sendable {
    case build = "E_BUILD"
    case setup = "E_SETUP"
    case start = "E_START"
    case notReady = "E_NOT_READY"
    case died = "E_APP_DIED"
    case portTaken = "E_PORT_TAKEN"
    case portNotOurs = "E_PORT_NOT_OURS"
    case environment = "E_ENVIRONMENT"
    case remoteService = "E_REMOTE_SERVICE"
    case noSockets = "E_NO_SOCKETS"
    case runTimeout = "E_RUN_TIMEOUT"
    case portOwner = "W_PORT_OWNER"
    case shortSecret = "W_SHORT_SECRET"
    case unclean = "W_UNCLEAN_STOP"
    case survivors = "W_SURVIVORS"
    case cleanup = "W_CLEANUP"
    case doubtfulTests = "W_TEST_DOUBT"

    package var meaning: String {
        switch self {
        case .build: "a build step failed"
        case .setup: "the data of a service could not be made"
        case .start: "a program could not be started, or ended at once"
        case .notReady: "it was started and did not become ready in time"
        case .died: "the application died during the run"
        case .portTaken: "somebody listened on the port before the start"
        case .portNotOurs: "somebody else than the application listens on its port"
        case .environment: "a variable that is to be handed on is not set"
        case .remoteService: "a variable leads to a service that is not declared"
        case .noSockets: "a sandbox keeps this process from opening sockets"
        case .runTimeout: "the whole run took too long"
        case .portOwner: "who listens on the port could not be told, or is declared to be somebody else"
        case .shortSecret: "a secret is too short to be hidden"
        case .unclean: "the application did not end by itself when it was asked to"
        case .survivors: "a process could not be ended"
        case .cleanup: "the data of a service could not be taken away"
        case .doubtfulTests: "a test runner's summary and its names disagree"
        }
    }
}
