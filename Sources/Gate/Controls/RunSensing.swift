import HarnessKit

/// Whether a line of code asks for what tells a run of ours from a plain start.
///
/// Programs are given no variable and no word of ours. What remains to be asked is who started them, in which folder
/// they run, and that they have one language and time zone: each is a question of its own form.
enum RunSensing {
    /// Words that stand together on a line that asks who started it, or for the values that we set; in small letters.
    private static let signs: [[String]] = [
        ["getppid"], ["process.ppid"], ["process::parent_id"], ["tracerpid"], ["ptrace_traceme"], ["pt_deny_attach"],
        ["psutil.process(", ".parent("], ["/proc/", "ppid"], ["lc_all", "c.utf-8"], ["\"tz\"", "utc", "env"],
        ["'tz'", "utc", "env"], ["env.tz", "utc"], ["environ", "shlvl"], ["getenv", "shlvl"], ["env.shlvl"],
    ]
    /// Where a program runs, and what is done to hold that against words of one's own.
    private static let places = [
        "getcwd", "process.cwd()", "path.cwd()", "os.getwd", "current_dir()", "user.dir", "currentdirectorypath",
        "getcurrentdirectory", "dir.pwd", "env[\"pwd\"]", "env['pwd']", "environ[\"pwd\"]", "env.pwd",
    ]
    private static let comparisons = [
        #"(ends_?with|starts_?with|hassuffix|hasprefix|includes|contains|indexof|strpos|match(es)?|search|test)\??\s*\(.*["'`/]"#,
        #"["'][^"']+["']\s+(not\s+)?in\s"#, #"[!=]=\s*["'`]"#, #"=~\s*[/"']"#,
    ].compactMap { try? Pattern($0) }

    static func asks(_ line: String) -> Bool {
        let text = line.lowercased()
        if signs.contains(where: { words in words.allSatisfy(text.contains) }) { return true }
        guard places.contains(where: text.contains) else { return false }
        return comparisons.contains { $0.firstMatch(in: Bytes(text.utf8)) != nil }
    }
}
