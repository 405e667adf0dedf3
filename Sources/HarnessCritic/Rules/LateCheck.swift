import HarnessKit

extension Rule {
    static let lateCheck = Rule(
        name: "late-check", type: "missing_rule", about: "build errors that a cheaper check would have caught",
        remedy: .addRule, confidence: 0.6,
        examples: Examples(
            fires: [
                .times(2, Incident(.build, "undefined: newStore", file: "internal/api/notes.go")),
                .of(
                    Incident(.build, "error TS2304: Cannot find name 'Note'", file: "src/a.ts"),
                    Incident(.build, "error TS2451: Cannot redeclare, duplicate identifier", file: "src/b.ts")),
                .times(2, Incident(.build, "error: unused variable `x`", file: "src/lib.rs")),
            ],
            nearMisses: [
                .times(3, Incident(.test, "undefined is not the expected answer", file: "a.ts")),
                .times(3, Incident(.build, "the undefinedBehaviorSanitizer is off", file: "a.c")),
                .times(3, Incident(.build, "linker command failed with exit code 1", file: "a.c")),
                .of(Incident(.build, "undefined: newStore", file: "notes.go")),
            ]),
        gather: { evidence in
            evidence.clusters(of: evidence.members(saying: .late, of: [.build])) { incident, _ in
                incident.file.map(ending) ?? ""
            }
        },
        word: { cluster, _ in
            let language = cluster.subject.isEmpty ? "code" : ".\(cluster.subject) files"
            let hypothesis = "names that are missing or double in \(language) are noticed by the whole build only"
            let title = "build errors in \(language) that a cheaper check finds"
            guard let check = checks[cluster.subject] else {
                return Wording(
                    title: title, hypothesis: hypothesis,
                    change: .agents(
                        "Missing and duplicate names in \(language) broke \(cluster.count) builds. Run the compiler's "
                            + "syntax or type check on changed files before the whole build."))
            }
            return Wording(title: title, hypothesis: hypothesis, change: .check(check))
        })

    static let latePhrases: Phrases = [
        "undefined", "undeclared", "not declared", "not defined", "was not declared", "cannot find", "no such module",
        "unresolved import", "unresolved identifier", "duplicate", "redeclared", "redeclaration", "redefinition",
        "unused", "cannot resolve", "has no member", "no member named", "cannot redeclare",
    ]

    private static func ending(of file: String) -> String {
        guard let dot = file.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(file[dot...].dropFirst()).lowercased()
    }

    /// The cheapest check of each language that notices such errors; it compiles nothing to keep.
    private static let checks: [String: Check] = [
        "go": Check("vet", ["go", "vet", "./..."]),
        "js": Check("eslint", ["npx", "eslint", "."]),
        "jsx": Check("eslint", ["npx", "eslint", "."]),
        "kt": Check("compile", ["./gradlew", "compileKotlin"]),
        "py": Check("ruff", ["ruff", "check", "."]),
        "rs": Check("cargo-check", ["cargo", "check", "--all-targets"]),
        "ts": Check("typecheck", ["npx", "tsc", "--noEmit"]),
        "tsx": Check("typecheck", ["npx", "tsc", "--noEmit"]),
    ]
}
