/// Reads the text of a pattern; never traps, whatever it is.
struct PatternParser {
    static let longest = 4096
    static let deepest = 200
    static let mostRepeated = 1000
    static let mostGroups = 50

    let text: String
    let dialect: PatternDialect
    let scalars: [Unicode.Scalar]
    var index = 0
    var flags = PatternFlags()
    private(set) var names: [String: Int] = [:]
    private(set) var groups = 0
    private var depth = 0

    init(_ text: String, _ dialect: PatternDialect) throws {
        guard text.utf8.count <= Self.longest else {
            throw Failure(
                .malformed, "a pattern has \(text.utf8.count) bytes; it may have \(Self.longest)",
                hint: "split it into several shorter patterns")
        }
        self.text = text
        self.dialect = dialect
        scalars = Array(text.unicodeScalars)
    }

    mutating func pattern() throws -> PatternNode {
        let node = try choice()
        guard index == scalars.count else {
            throw syntax("')' closes nothing", hint: "write \\) for the character")
        }
        return node
    }

    private mutating func choice() throws -> PatternNode {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws -> PatternNode {
        var parts: [PatternNode] = []
        while let next = peek, next != "|", next != ")" {
            let start = index
            let node = try atom()
            parts.append(try repeated(node, from: start))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func atom() throws -> PatternNode {
        let start = index
        guard let scalar = next() else { return .empty }
        switch scalar {
        case "(": return try group(from: start)
        case "[": return .set(try characterClass(from: start))
        case ".": return .set(flags.contains(.dotTakesLines) ? ScalarSet().inverted : dialect.dot)
        case "^": return .assertion(flags.contains(.manyLines) ? .lineStart : .textStart)
        case "$": return .assertion(flags.contains(.manyLines) ? .lineEnd : dialect.dollar)
        case "\\": return try escape(from: start)
        case "*", "+", "?": throw syntax("there is nothing to repeat before '\(scalar)'", at: start)
        case "{" where try counts(from: start) != nil:
            throw syntax("there is nothing to repeat before '{'", at: start, hint: "write \\{ for the character")
        default: return literal(scalar)
        }
    }

    func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        let bytes = Bytes(String(scalar).utf8)
        guard let byte = bytes.first, bytes.count == 1 else { return .sequence(bytes.map(PatternNode.byte)) }
        guard flags.contains(.ignoresCase), ASCII.isLetter(byte) else { return .byte(byte) }
        return .set(ScalarSet([scalar.value...scalar.value]).folded)
    }

    // Repetition.

    private mutating func repeated(_ node: PatternNode, from start: Int) throws -> PatternNode {
        let sign = index
        guard let (least, most) = try quantifier() else { return node }
        if case .assertion = node, scalars[start] != "(" {
            throw syntax("there is nothing to repeat before '\(scalars[sign])'", at: sign)
        }
        if let wrong = [least, most ?? 0].first(where: { $0 > Self.mostRepeated }) {
            throw syntax(
                "\(wrong) repetitions; there may be \(Self.mostRepeated)", at: sign, hint: "use * or + for any number")
        }
        if let most, most < least {
            throw syntax("{\(least),\(most)} begins with more than it ends with", at: sign)
        }
        let isLazy = take("?")
        if peek == "+" {
            throw syntax(
                "a possessive repetition '\(String(scalars[sign...index]))' is not supported", at: sign,
                hint: "leave the '+' out; matching takes linear time without it")
        }
        let again = index
        if try quantifier() != nil {
            throw syntax("a repetition of a repetition", at: again, hint: "put (?:…) around what is to be repeated")
        }
        return .repetition(node, PatternRepetition(least: least, most: most, isLazy: isLazy))
    }

    private mutating func quantifier() throws -> (least: Int, most: Int?)? {
        let start = index
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard take("{") else { return nil }
        if let counts = try counts(from: start) { return counts }
        index = start
        return nil
    }

    /// The rest of `{2}`, `{2,}` or `{2,3}`; any other brace is a character.
    private mutating func counts(from start: Int) throws -> (least: Int, most: Int?)? {
        let rest = index
        let least = number()
        var most = least
        if take(",") { most = number() }
        guard take("}") else {
            index = rest
            return nil
        }
        if let least { return (least, most) }
        if most != nil {
            throw syntax("a repetition needs its least number", at: start, hint: "write {0,\(most ?? 0)}")
        }
        index = rest
        return nil
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = peek, scalar.isASCII, ASCII.isDigit(UInt8(scalar.value)) {
            value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
            index += 1
        }
        return value
    }

    // Groups.

    private mutating func group(from start: Int) throws -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw syntax("groups nest deeper than \(Self.deepest) levels", at: start) }
        let outer = flags
        var number: Int?
        if take("?") {
            for refusal in PatternRefusal.groups where starts(with: refusal.opening, at: start) {
                throw syntax(refusal, at: start)
            }
            if starts(with: "P<", at: index) { index += 1 }
            if take("<") {
                number = try newGroup(from: start)
                try name(for: number ?? 0)
            } else if try !takeFlags() {
                return .empty  // (?i): from here to the end of the group around it
            }
        } else {
            number = try newGroup(from: start)
        }
        let body = try choice()
        flags = outer
        guard take(")") else {
            throw syntax("the group that begins here has no end", at: start, hint: "write \\( for the character")
        }
        return number.map { .group($0, body) } ?? .sequence([body])
    }

    private mutating func newGroup(from start: Int) throws -> Int {
        groups += 1
        guard groups <= Self.mostGroups else {
            throw syntax(
                "more than \(Self.mostGroups) groups", at: start, hint: "write (?:…) where you need no capture")
        }
        return groups
    }

    private mutating func name(for group: Int) throws {
        let start = index
        var name = ""
        while let scalar = peek, scalar != ">" {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        let isName = name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
        guard take(">"), isName, let first = name.utf8.first, !ASCII.isDigit(first) else {
            throw syntax(
                "a group's name has letters, digits and _, and begins with no digit", at: start,
                hint: "write (?<name>…)")
        }
        guard names[name] == nil else { throw syntax("a second group is called '\(name)'", at: start) }
        names[name] = group
    }

    /// Takes `i-s:` or `i)`; whether a body follows.
    private mutating func takeFlags() throws -> Bool {
        var isOn = true
        while true {
            let start = index
            switch next() {
            case ":": return true
            case ")": return false
            case "-" where isOn: isOn = false
            case "i": flags.set(.ignoresCase, isOn)
            case "m": flags.set(.manyLines, isOn)
            case "s": flags.set(.dotTakesLines, isOn)
            case "x": throw syntax("free spacing (?x) is not supported", at: start, hint: "leave the spaces out")
            case let scalar?:
                throw syntax("'\(scalar)' is no flag", at: start, hint: "use (?i), (?m) and (?s), or (?:…) for a group")
            case nil: throw syntax("the group has no end")
            }
        }
    }
}
