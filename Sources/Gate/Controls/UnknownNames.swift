import HarnessKit

/// What a runner printed of errors: how many say that a name is not known, and whether any says something else.
struct UnknownNames {
    private var unknown = 0
    private var hasOthers = false

    /// How languages that look names up late say that one is missing; of a value that is nothing, it is no name.
    private static let signs = [
        #"\bmodule '[^']*' has no attribute '"#, #"\btype object '[^']*' has no attribute '"#,
        #"'(?:[A-Z]\w*)' object has no attribute '"#, #"\bname '[^']*' is not defined"#,
        #"\bunexpected keyword argument '"#, #"\bcannot import name '"#, #"\bNo module named '"#,
        #"\b[\w.$]+ is not a (?:function|constructor)\b"#, #"\bReferenceError: \w+ is not defined"#,
        #"\bundefined (?:local variable or )?method [`'][^\n]* for (?:an instance of |class |module |main|#<)"#,
        #"\buninitialized constant "#, #"\bCall to undefined (?:function|method) "#,
    ]
    private static let nothing = ["'NoneType'", "for nil"]
    /// The line that a language ends an error's account with.
    private static let ends =
        #"^\s*(?:E\s+)?(?:[\w.]+[.:])?\w*(?:Error|Exception|Failure)\b\s*(?::|$|\[|\()|\bAssert\w*Error\b"#

    init(in output: String) {
        guard let ends = try? Pattern(Self.ends) else { return }
        let signs = Self.signs.compactMap { try? Pattern($0) }
        for line in output.split(separator: "\n") where !line.hasPrefix("FAILED ") && !line.hasPrefix("ERROR ") {
            let bytes = Bytes(line.utf8)
            if signs.contains(where: { $0.matches(bytes) }), !Self.nothing.contains(where: { line.contains($0) }) {
                unknown += 1
            } else if ends.matches(bytes) {
                hasOthers = true
            }
        }
    }

    /// Whether that many failing tests can all have failed by it.
    func explain(_ count: Int) -> Bool { !hasOthers && unknown >= count }
}
