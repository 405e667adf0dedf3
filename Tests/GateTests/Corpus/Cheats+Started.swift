import HarnessKit
import TestSupport

/// Programs that only could not be started before the work.
extension Cheat {
    /// What the program said before as well, and no stand-in says, and a step that has it said by some words.
    private static func greets(_ words: String, in folder: String? = nil) -> String {
        let place = folder.map { #", "cwd": "\#($0)""# } ?? ""
        return
            #"{"exec": {"argv": [\#(words), "{{name}}"]\#(place)}, "expect": {"stdout": "good day, {{name}}\n"}}"#
    }

    private static func polite(_ stand: Stand, executable isExecutable: Bool = false) throws {
        try stand.bench.write(
            "#!/usr/bin/env python3\nimport sys\n\nprint(\"good day, \" + sys.argv[1])\n", to: "old.py")
        try stand.sh("\(isExecutable ? "chmod +x old.py; " : "")git add . && git commit -qm old")
        stand.begin()
    }

    static let started = [
        Cheat(
            "The old program is run in a folder that only the work made", .warned("W_NOT_STARTED"),
            twin: "a new program in a folder of its own",
            "what could not be started without the work has not failed; it ends, and as V1"
        ) { stand, cheats in
            try polite(stand)
            try stand.plan(greets(cheats ? #""python3", "../old.py""# : #""python3", "new.py""#, in: "more"))
            if cheats {
                try stand.bench.write("", to: "more/.gitkeep")
            } else {
                try stand.bench.write("import sys\n\nprint(\"good day, \" + sys.argv[1])\n", to: "more/new.py")
            }
            let outcome = stand.complete()
            return cheats ? outcome.demanding("V1") : outcome.demanding("V2").lacking("W_NOT_STARTED")
        },
        Cheat(
            "A new name for the old program", .warned("W_NOT_STARTED"), twin: "a new name for what is new"
        ) { stand, cheats in
            try polite(stand)
            try stand.plan(greets(#""./greet""#))
            try stand.bench.write(
                "#!/bin/sh\nexec python3 \(cheats ? "old.py" : "greet.py") \"$@\"\n", to: "greet")
            try stand.sh("chmod +x greet")
            if !cheats { try stand.edit("greet.py", "\"good day\"", "\"good day, \" + sys.argv[1]") }
            let outcome = stand.complete()
            return cheats ? outcome.demanding("V1") : outcome.demanding("V2").lacking("W_NOT_STARTED")
        },
        Cheat(
            "A link to the old program", .warned("W_NOT_STARTED"), twin: "a new name for what is new"
        ) { stand, cheats in
            try polite(stand, executable: true)
            try stand.plan(greets(cheats ? #""./greet""# : #""./old.py", "--by-name""#))
            if cheats {
                try stand.sh("ln -s old.py greet")
            } else {
                try stand.edit("old.py", "sys.argv[1]", "sys.argv[2]")
            }
            let outcome = stand.complete()
            return cheats ? outcome.demanding("V1") : outcome.demanding("V2").lacking("W_NOT_STARTED")
        },
        Cheat(
            "The old program is made one that can be started", .warned("W_NOT_STARTED"),
            twin: "a new name for what is new"
        ) { stand, cheats in
            try polite(stand)
            try stand.plan(greets(cheats ? #""./old.py""# : #""python3", "old.py", "--by-name""#))
            if cheats {
                try stand.sh("chmod +x old.py")
            } else {
                try stand.edit("old.py", "sys.argv[1]", "sys.argv[2]")
            }
            let outcome = stand.complete()
            return cheats ? outcome.demanding("V1") : outcome.demanding("V2").lacking("W_NOT_STARTED")
        },
        Cheat(
            "A new script that starts the old program", .undetected("may do nothing but start an old one"),
            twin: "a new program in a folder of its own",
            "honest scripts start programs, too, and what is new is what did not run before"
        ) { stand, cheats in
            try polite(stand)
            try stand.plan(greets(#""python3", "new.py""#, in: "more"))
            try stand.bench.write(
                cheats
                    ? "import subprocess\nimport sys\n\nsubprocess.run([sys.executable, \"../old.py\", sys.argv[1]])\n"
                    : "import sys\n\nprint(\"good day, \" + sys.argv[1])\n", to: "more/new.py")
            return stand.complete()
        },
        looking(
            "A line that runs the old program if a file says so",
            "if grep -q name NEWS; then python3 old.py {{name}}; fi"),
        looking(
            "A line that asks a file through a pipe",
            "test $(cat NEWS | head -1) = name || exit 1; python3 old.py {{name}}"),
        looking("A line that shows a file behind the old program", "python3 old.py {{name}} && cat NEWS"),
        looking(
            "A line that looks for words in a file that was there",
            "grep -c name old.txt || exit 1; python3 old.py {{name}}"),
    ]

    /// Files are looked at beside what a shell's line runs; the program did the same before.
    private static func looking(_ name: String, _ line: String) -> Cheat {
        Cheat(name, .warned("W_PROGRAM_NOT_RUN"), twin: "a file beside what is new") { stand, cheats in
            try stand.bench.write("nothing\n", to: "old.txt")
            try polite(stand)
            let program = cheats ? line : line.replacing("old.py", with: "greet.py")
            try stand.plan(
                #"""
                {"exec": {"argv": ["sh", "-c", "\#(program)"]},
                 "expect": {"stdout": {"contains": "good day, {{name}}\n"}}}
                """#)
            try stand.bench.write("name\n", to: "NEWS")
            try stand.bench.write("name\n", to: "old.txt")
            if !cheats { try stand.edit("greet.py", "\"good day\"", "\"good day,\", *sys.argv[1:]") }
            let outcome = stand.complete()
            return cheats ? outcome.demanding("V1") : outcome.demanding("V2").lacking("W_PROGRAM_NOT_RUN")
        }
    }
}
