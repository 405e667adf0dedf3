extension Failure {
    /// The one place where errors of the lower layers become words and an exit code.
    package init(translating error: any Error) {
        self =
            switch error {
            case let failure as Failure: failure
            case let error as SystemError: Failure(error)
            case let error as DatabaseError: Failure(error)
            case let trouble as HTTPTrouble: Failure(trouble)
            case let error as JSONMismatches: Failure(error)
            default:
                Failure(
                    .bug, "a bug in the harness: \(error)",
                    hint: "report this line together with what 'harness-executor --version' prints")
            }
    }

    private init(_ error: SystemError) {
        let message = "cannot \(error.call) \(error.subject): \(error.reason)"
        switch error.number {
        case ENOENT where error.subject == ".":
            self.init(
                .missing, "the folder that this was started in was deleted",
                hint: "change into the project's folder, and run the same command again")
        case ENOENT, ENOTDIR:
            self.init(.missing, message, hint: "check the path, or create what is missing")
        case ELOOP:
            self.init(
                .denied,
                "cannot \(error.call) \(error.subject): a link is in the way, and links are not followed there",
                hint: "put what it leads to in the place of the link")
        case EISDIR:
            self.init(
                .malformed, "\(error.subject) is a folder, and a file is expected there",
                hint: "move the folder away, or put the file in its place")
        case EACCES, EPERM, EROFS:
            self.init(.denied, message, hint: Self.allowing(error.subject))
        case ENOSPC, EDQUOT:
            self.init(.unavailable, message, hint: "free some space and run the same command again")
        case EFBIG:
            self.init(
                .unavailable, "\(message): no file may be that large here",
                hint: "raise the limit, 'ulimit -f unlimited', and run the same command again")
        case EAGAIN, EBUSY, ETXTBSY:
            self.init(.busy, message, hint: "run the same command again")
        default:
            self.init(.unavailable, message, hint: "run the same command again once the system allows it")
        }
    }

    /// What to do where something may not be written.
    private static func allowing(_ path: String) -> String {
        guard path.hasPrefix("/"), let other = FileSystem.otherOwner(of: Path(path)) else {
            return "run it as a user who may, or where the folder is writable"
        }
        return "run it as the user to whom \(other.path) belongs (id \(other.user)), or let that one give it away: "
            + "'chown -R \(geteuid()) \(other.path)'"
    }

    private init(_ trouble: HTTPTrouble) {
        let hint =
            switch trouble.reason {
            case .refused, .unreachable: "check that something listens there and is ready"
            case .timedOut: "look into the application's log, or give it more time"
            case .closedEarly, .reset: "look into the application's log for what ended the connection"
            case .malformed: "check that it speaks plain HTTP/1.1 on this port"
            case .tooLarge: "ask for less, or allow more"
            }
        self.init(.unavailable, trouble.description, hint: hint)
    }

    private init(_ error: DatabaseError) {
        let subject = error.path
        switch error.kind {
        case .busy:
            self.init(
                .busy, "\(subject) is in use by another process", hint: "run the same command again",
                codes: ["E_STATE_BUSY"])
        case .damaged:
            self.init(.malformed, "\(subject) is damaged: \(error.message)", hint: error.hint)
        case .foreign:
            self.init(.malformed, "\(subject) is not a database", hint: error.hint)
        case .tooNew(let version, let known):
            self.init(
                .malformed, "\(subject) has format \(version), this program knows formats up to \(known)",
                hint: "install the newer harness-executor that wrote it")
        case .tooOld(let version, let needed):
            self.init(
                .malformed, "\(subject) has format \(version), this program reads format \(needed)",
                hint: "bring it up to date with any command that writes")
        case .missing:
            self.init(.missing, "\(subject) does not exist", hint: error.hint)
        case .denied:
            self.init(
                .denied, "\(subject) cannot be opened or written: \(error.message)", hint: Self.allowing(subject))
        case .folder:
            self.init(SystemError("open", subject, number: EISDIR))
        case .full:
            self.init(
                .unavailable, "\(subject) cannot be read or written: \(error.message)",
                hint: FileSystem.limitsFiles
                    ? "raise the limit, 'ulimit -f unlimited', or free some space, and run the same command again"
                    : "free some space and run the same command again")
        case .constraint, .other:
            self.init(
                .bug, "a bug in the harness: \(error.message) (in \(error.statement ?? subject))",
                hint: "report this line together with what 'harness-executor --version' prints")
        }
    }

    /// "E_SCHEMA", unless every mistake has a word of its own.
    private static func codes(of error: JSONMismatches) -> [String] {
        error.mismatches.map { $0.code ?? "E_SCHEMA" }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private init(_ error: JSONMismatches) {
        let lines = error.mismatches.map(\.line)
        // A misspelt key is missing and unknown at once; what was probably meant says more.
        let guess = error.mismatches.compactMap(\.hint).first { $0.hasPrefix("did you mean") }
        let place = error.mismatches.first?.place.map { "mend \($0)" }
        self.init(
            .malformed, lines.first ?? "the file is malformed", hint: guess ?? error.mismatches.first?.hint ?? place,
            details: Array(lines.dropFirst()), codes: Self.codes(of: error))
    }
}
