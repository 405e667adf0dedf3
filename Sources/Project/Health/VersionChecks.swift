import HarnessKit

/// What `doctor` looks at of programs and their versions.
enum VersionChecks {
    /// The names that an install answers to.
    private static let names = ["harness-executor", "task-state", "verify", "memory-query", "harness-critic"]
    /// The oldest git that takes snapshots as they are taken here.
    private static let oldestGit = [2, 25]
    /// The oldest SQLite with STRICT tables.
    private static let oldestSQLite = [3, 37]

    static let all = [
        Check("sqlite's version") { _, _ in
            let text = Database.libraryVersion
            return judge(numbers(in: text), "SQLite \(text)", atLeast: oldestSQLite, mend: "install a newer libsqlite3")
        },
        Check("names") { context, workspace in
            guard let own = context.program else { return .ok("which program this is cannot be known here") }
            var (missing, foreign): ([String], [String]) = ([], [])
            for name in names {
                let call = ProgramCall([name], in: workspace.root, environment: context.environment)
                guard let path = try? call.resolved() else {
                    missing.append(name)
                    continue
                }
                if !isSame(path, own) { foreign.append("\(name) is \(path)") }
            }
            if let first = foreign.first {
                let rest = foreign.count > 1 ? " and \(foreign.count - 1) more" : ""
                return .warn(
                    "\(first)\(rest), another program than this one (\(own))",
                    mend: "take one of them out of PATH, or run 'make install' again")
            }
            guard missing.isEmpty else {
                return .warn(
                    "\(missing.joined(separator: ", ")) in no folder of PATH",
                    mend: "put the folder of \(own) into PATH, or install with 'make install'")
            }
            return .ok("all \(names.count) are this program")
        },
    ]

    /// What `git --version` says, judged.
    static func git(_ text: String) -> Health {
        judge(numbers(in: text), text, atLeast: oldestGit, mend: "install a newer git")
    }

    static func judge(_ found: [Int], _ text: String, atLeast oldest: [Int], mend: String) -> Health {
        guard !found.isEmpty else { return .warn("\(text): no version can be read", mend: mend) }
        let isOld = found.lexicographicallyPrecedes(oldest)
        let wanted = oldest.map(String.init).joined(separator: ".")
        return isOld ? .bad("\(text); \(wanted) is the oldest that serves", mend: mend) : .ok(text)
    }

    /// "git version 2.39.5" is 2, 39, 5.
    static func numbers(in text: String) -> [Int] {
        let word = text.split { $0 == " " || $0 == "\n" }.first { $0.first?.isNumber == true && $0.contains(".") }
        return (word ?? "").split(separator: ".").prefix(3).compactMap { Int($0.prefix { $0.isNumber }) }
    }

    private static func isSame(_ path: Path, _ own: Path) -> Bool {
        guard let one = FileStatus(following: path), let other = FileStatus(following: own) else { return false }
        return one.inode == other.inode && one.device == other.device
    }
}
