import HarnessKit

/// What a tool call is about to write, as far as its words tell.
struct WrittenPaths {
    enum Write: Equatable {
        case writes(Path)
        /// With all that lies below it.
        case removes(Path)
        /// A program's text that names such a file and writes.
        case mentions(String)
    }

    /// Which of a program's words name what it writes.
    private enum Which { case all, last, none }

    private struct Row {
        let programs: [String]
        let which: Which
        var removes = false
        /// It writes only with one of these.
        var only: [String] = []
    }

    private static let rows: [Row] = [
        Row(programs: ["rm", "rmdir", "unlink", "shred", "mv", "srm", "trash"], which: .all, removes: true),
        Row(
            programs: [
                "tee", "truncate", "touch", "chmod", "chown", "sponge", "patch", "ed", "ex", "vi", "vim", "nano",
            ], which: .all),
        Row(programs: ["cp", "install", "rsync", "ln", "scp"], which: .last),
        Row(programs: ["sed", "gsed", "perl", "ruby"], which: .all, only: ["-i", "--in-place", "-pi"]),
        Row(programs: ["find"], which: .all, removes: true, only: ["-delete", "-exec", "-execdir"]),
        Row(programs: ["git checkout", "git restore", "git apply"], which: .all),
        Row(programs: ["git rm", "git mv"], which: .all, removes: true),
        Row(programs: ["gzip", "gunzip", "xz", "bzip2", "zstd"], which: .all, removes: true),
    ]
    private static let interpreters = [
        "python", "python2", "python3", "node", "deno", "bun", "perl", "ruby", "php", "lua", "awk", "gawk", "sqlite3",
        "sqlite",
        "swift", "osascript",
    ]
    /// Words by which a program's text betrays that it writes.
    private static let writingWords = [
        "write", "'w'", "\"w\"", "'a'", "\"a\"", "'wb'", "\"wb\"", "unlink", "remove", "rename", "rmtree", "truncate",
        "dump(", "insert ", "update ", "delete ", "drop ", "replace ", "alter ", "create ", "> ", "copy", "move(",
    ]

    /// What the lines of a shell write.
    static func of(_ commands: [ShellCommand], in folder: Path) -> [Write] {
        var folder = folder
        var found: [Write] = []
        for command in commands {
            found += command.targets.map { .writes(folder / $0) }
            var words = command.bare
            guard let program = words.first.map(ShellCommand.programName) else { continue }
            words.removeFirst()
            if program == "cd" || program == "pushd" {
                if let target = words.first(where: { !$0.hasPrefix("-") }) { folder = (folder / target).settled }
                continue
            }
            found += writes(of: program, words, in: folder)
            found += mentions(in: program, words + [command.document])
        }
        return found
    }

    private static func writes(of program: String, _ words: [String], in folder: Path) -> [Write] {
        var (program, words) = (program, words)
        if program == "git", let verb = words.firstIndex(where: { !$0.hasPrefix("-") && !$0.hasPrefix("/") }) {
            program += " \(words[verb])"
            words.removeSubrange(...verb)
        }
        if program == "dd" {
            return words.compactMap { $0.hasPrefix("of=") ? .writes(folder / String($0.dropFirst(3))) : nil }
        }
        if program == "git clean" { return cleaned(words, in: folder) }
        guard let row = rows.first(where: { $0.programs.contains(program) }),
            row.only.isEmpty
                || words.contains(where: { word in
                    row.only.contains { word == $0 || ($0 != "-exec" && word.hasPrefix($0)) }
                })
        else { return [] }
        var names = words.filter { !$0.hasPrefix("-") }
        if row.which == .last {
            let target = words.firstIndex { $0 == "-t" || $0 == "--target-directory" }.map { $0 + 1 }
            let named = target.flatMap { $0 < words.count ? words[$0] : nil } ?? names.last
            // Into a folder it goes under its own name.
            names = [named].compactMap(\.self).flatMap { goal in
                [goal] + names.filter { $0 != goal }.map { "\(goal)/\(ShellCommand.programName($0))" }
            }
        }
        return names.map { row.removes ? .removes(folder / $0) : .writes(folder / $0) }
    }

    /// `git clean -x` takes the ledger away, for git ignores it.
    private static func cleaned(_ words: [String], in folder: Path) -> [Write] {
        let flags = words.filter { $0.hasPrefix("-") && !$0.hasPrefix("--") }.joined()
        let isSpared = words.contains { $0.contains("harness") }
        guard flags.contains("f"), !flags.contains("n"), flags.lowercased().contains("x"), !isSpared else { return [] }
        return [.removes(folder)]
    }

    private static func mentions(in program: String, _ texts: [String]) -> [Write] {
        let name = String(program.prefix { !$0.isNumber && $0 != "." })
        guard interpreters.contains(program) || interpreters.contains(name) else { return [] }
        let text = texts.joined(separator: "\n").lowercased()
        guard writingWords.contains(where: text.contains) else { return [] }
        return ProtectedFiles.names.filter(text.contains).prefix(1).map { .mentions($0) }
    }

    /// What a tool that writes files names: `file_path`, or the heads of a patch.
    static func of(tool: String, _ arguments: JSON, in folder: Path) -> [Write] {
        let name = tool.lowercased()
        let verbs = ["write", "edit", "patch", "create", "delete", "move", "rename", "remove"]
        guard verbs.contains(where: name.contains) else { return [] }
        let keys = ["file_path", "notebook_path", "path", "filePath", "target_file", "destination", "source"]
        var found: [Write] = keys.compactMap { arguments[$0]?.string }.map { .writes(folder / $0) }
        let patch =
            arguments.string ?? ["command", "input", "patch"].lazy.compactMap { arguments[$0]?.string }.first ?? ""
        let heads = ["*** Update File: ", "*** Add File: ", "*** Delete File: ", "*** Move to: "]
        for line in patch.split(whereSeparator: \.isNewline) {
            for head in heads where line.hasPrefix(head) {
                found.append(.writes(folder / String(line.dropFirst(head.count))))
            }
        }
        return found
    }
}
