import HarnessKit

/// What a step found: the one form in which all kinds of steps are judged and recorded.
struct Observation {
    /// What was asked, and what came of it, as they are recorded.
    var request: JSON = [:]
    var response: JSON = [:]
    /// Why there is nothing to judge: no connection, a deadline, a program that cannot be started.
    var trouble: String?
    /// What an answer lacks to be one, whatever is expected of it.
    var lack: (expected: String, found: String)?
    /// A word for it, where it is the application's doing.
    var code: RunCode?

    var status: Int?
    var headers: [HTTPHeader] = []
    /// The body of an answer or the bytes of a file, and whether that is all of it.
    var body: Bytes?
    var isWhole = true
    var areErrorsWhole = true
    var exit: ProgramExit?
    var output: Bytes?
    var errors: Bytes?
    var rows: [JSON]?
    var file: FileFinding?
    var tests: TestResults?

    struct FileFinding {
        let exists: Bool
        var size = 0
        var digest: Digest?
    }

    /// What JSON paths look into: a body, or a program's output.
    var document: Bytes? { body ?? output }
}
