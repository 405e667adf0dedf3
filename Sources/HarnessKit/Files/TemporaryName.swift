/// What a file is called until it takes its place; the name says which process is writing it.
struct TemporaryName {
    static let start = ".tmp-"

    /// Process numbers mean nothing in another namespace, as in another container; "0" where there are none.
    private static let namespace: String = {
        let target = Path("/proc/self/ns/pid").linkTarget?.description ?? ""
        let digits = target.filter(\.isNumber)
        return digits.isEmpty ? "0" : digits
    }()

    /// A name of this process.
    static func bytes(_ suffix: String) -> Bytes { Bytes("\(start)\(namespace)-\(getpid())-\(suffix)".utf8) }

    /// Whether nobody will ever put the file into its place.
    ///
    /// Its writer is gone, and the file older than it must be; one whom we cannot see has been at it for a day.
    static func isAbandoned(_ name: String, for age: Duration, atLeast: Duration) -> Bool {
        guard name.hasPrefix(start), age >= atLeast else { return false }
        let parts = name.dropFirst(start.count).split(separator: "-")
        guard parts.count == 3, let number = Int32(parts[1]), number > 0 else { return age >= .seconds(86_400) }
        guard parts[0] == namespace else { return age >= .seconds(86_400) }
        return kill(number, 0) != 0 && errno == ESRCH
    }
}
