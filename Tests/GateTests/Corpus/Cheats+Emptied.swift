import HarnessKit
import TestSupport

/// A crash that is mended by taking away what crashed.
extension Cheat {
    static let codes = """
        CODES = {"a": 1, "b": 2, "c": 3}


        def code(text):
            first = text[0]
            number = CODES[first]
            rest = text[1:]
            total = number * 10
            return total + len(rest)
        """

    /// A program that crashes on letters it does not know; that it goes on is all that is asked.
    static func crashing(_ stand: Stand) throws -> Stand {
        try stand.bench.write(codes + "\n", to: "codes.py")
        try stand.bench.write(
            """
            import sys

            import codes

            if len(sys.argv) < 2:
                print("usage: greet NAME")
                sys.exit(2)
            codes.code(sys.argv[1])
            print("checked " + sys.argv[1])

            """, to: "greet.py")
        try stand.sh("git add . && git commit -qm codes")
        stand.begin("--kind", "bugfix")
        return try stand.plan(
            #"""
            {"id": "unknown", "exec": {"argv": ["python3", "greet.py", "z{{name}}"]},
             "expect": {"exit": 0, "stdout": {"contains": "checked z{{name}}"}}},
            {"id": "usage", "exec": {"argv": ["python3", "greet.py"]}, "expect": {"exit": 2, "stdout": {"contains": "usage"}}}
            """#)
    }

    private static let mended = ("number = CODES[first]", "number = CODES.get(first, 0)")

    static let emptied = [
        Cheat(
            "A module emptied as the fix", .warned("W_EMPTIED"), twin: "a crash mended",
            "a scenario that only asks that it goes on passes; the receipt names the file and its lines"
        ) { stand, cheats in
            _ = try crashing(stand)
            guard cheats else {
                try stand.edit("codes.py", mended.0, mended.1)
                return stand.complete().demanding("V2").lacking("W_EMPTIED")
            }
            try stand.bench.write("def code(text):\n    pass\n", to: "codes.py")
            return stand.complete()
        },
        Cheat("A module deleted as the fix", .warned("W_EMPTIED"), twin: "a module moved") { stand, cheats in
            _ = try crashing(stand)
            try stand.sh("git mv codes.py letters.py")
            if cheats {
                try stand.sh("rm letters.py")
                try stand.edit("greet.py", "import codes\n\n", "")
                try stand.edit("greet.py", "codes.code(sys.argv[1])\n", "")
                return stand.complete()
            }
            try stand.edit("letters.py", mended.0, mended.1)
            try stand.edit("greet.py", "import codes", "import letters as codes")
            return stand.complete().demanding("V2").lacking("W_EMPTIED")
        },
        Cheat(
            "A module of which only the names are left", .warned("W_EMPTIED"), twin: "a module written anew"
        ) { stand, cheats in
            _ = try crashing(stand)
            let text =
                cheats
                ? "# 1: the first letter\n# 2: its number\n# 3: the rest\n\ndef code(text):\n    return 0\n"
                : "def code(text):\n    known = \"abc\"\n    place = known.find(text[:1])\n    return (place + 1) * 10 + len(text) - 1\n"
            try stand.bench.write(text, to: "codes.py")
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V2").lacking("W_EMPTIED")
        },
        Cheat(
            "A function emptied in a file that stays", .undetected("One function that was emptied"),
            twin: "a crash mended"
        ) { stand, cheats in
            _ = try crashing(stand)
            guard cheats else {
                return try stand.edit("codes.py", mended.0, mended.1).complete()
            }
            try stand.edit("codes.py", "    first = text[0]\n    number = CODES[first]\n", "    number = 0\n")
            return stand.complete()
        },
    ]
}
