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
    ]
}
