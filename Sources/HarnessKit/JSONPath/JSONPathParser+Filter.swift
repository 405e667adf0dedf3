extension JSONPathParser {
    mutating func condition() throws -> JSONPathCondition {
        var branches: [JSONPathCondition] = []
        repeat {
            var parts: [JSONPathCondition] = []
            repeat {
                skipSpace()
                parts.append(try nested { try $0.term() })
                skipSpace()
            } while take("&&")
            branches.append(parts.count == 1 ? parts[0] : .all(parts))
        } while take("||")
        return branches.count == 1 ? branches[0] : .any(branches)
    }

    private mutating func term() throws -> JSONPathCondition {
        if take("(") { return try bracketed() }
        guard take("!") else { return try comparisonOrTest() }
        skipSpace()
        if take("(") { return .not(try bracketed()) }
        let start = index
        return .not(try test(try expression(), from: start))
    }

    private mutating func bracketed() throws -> JSONPathCondition {
        let start = index - 1
        let condition = try condition()
        guard take(")") else {
            guard peek != nil else { throw syntax("the bracket that opens here has no end", at: start) }
            throw syntax("expected '&&', '||' or ')', found \(here)")
        }
        return condition
    }

    private mutating func comparisonOrTest() throws -> JSONPathCondition {
        let start = index
        let left = try expression()
        skipSpace()
        guard let comparison = comparison() else { return try test(left, from: start) }
        skipSpace()
        let second = index
        let right = try expression()
        return .comparison(try operand(left, from: start), comparison, try operand(right, from: second))
    }

    private mutating func comparison() -> JSONPathOperator? {
        for comparison in JSONPathOperator.allCases where bytes[index...].starts(with: comparison.rawValue.utf8) {
            index += comparison.rawValue.utf8.count
            return comparison
        }
        return nil
    }

    /// What an expression is, before it is known what it must be.
    private enum Expression {
        case operand(JSONPathOperand)
        case reference(JSONPathReference)
        case condition(JSONPathCondition)
    }

    private func test(_ expression: Expression, from start: Int) throws -> JSONPathCondition {
        switch expression {
        case .reference(let reference): return .exists(reference)
        case .condition(let condition): return condition
        case .operand:
            let hint = peek == UInt8(ascii: "=") ? "compare with ==" : "compare it: == != < <= > >="
            throw syntax("a value by itself is no condition", at: start, hint: hint)
        }
    }

    private func operand(_ expression: Expression, from start: Int) throws -> JSONPathOperand {
        switch expression {
        case .operand(let operand): return operand
        case .reference(let reference) where reference.segments.isSingular: return .reference(reference)
        case .reference:
            throw syntax(
                "a query that can select several values cannot be compared", at: start,
                hint: "name one value, or use count() or value()")
        case .condition: throw syntax("the answer of match() or search() cannot be compared", at: start)
        }
    }

    private mutating func expression() throws -> Expression {
        switch peek {
        case UInt8(ascii: "@"), UInt8(ascii: "$"):
            index += 1
            let isRelative = bytes[index - 1] == UInt8(ascii: "@")
            return .reference(JSONPathReference(isRelative: isRelative, segments: try segments()))
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .operand(.literal(.string(try quoted())))
        case let byte? where ASCII.isDigit(byte) || byte == UInt8(ascii: "-"): return .operand(.literal(try number()))
        case let byte? where (0x61...0x7A).contains(byte): return try word()
        default:
            throw syntax("expected a condition, found \(here)", hint: "write @ for the item, as in [?@.price < 10]")
        }
    }

    private mutating func number() throws -> JSON {
        let start = index
        while let byte = peek, ASCII.isDigit(byte) || "+-.eE".utf8.contains(byte) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let value = try? JSON.parse(text) else { throw syntax("'\(text)' is no number", at: start) }
        return value
    }

    private mutating func word() throws -> Expression {
        let start = index
        while let byte = peek, ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") { index += 1 }
        let name = String(decoding: bytes[start..<index], as: UTF8.self)
        if take("(") { return try nested { try $0.call(name, from: start) } }
        switch name {
        case "true": return .operand(.literal(true))
        case "false": return .operand(.literal(false))
        case "null": return .operand(.literal(.null))
        default:
            throw syntax("expected a condition, found '\(name)'", at: start, hint: "put texts in quotes: '\(name)'")
        }
    }

    // Functions.

    private static let functions = ["length", "count", "value", "match", "search"]

    private mutating func call(_ name: String, from start: Int) throws -> Expression {
        guard Self.functions.contains(name) else {
            let guess = Suggestion.nearest(to: name, among: Self.functions)
            throw syntax(
                "there is no function \(name)()", at: start,
                hint: guess.map { "did you mean '\($0)'?" } ?? "use one of: \(Self.functions.joined(separator: ", "))")
        }
        let isPattern = name == "match" || name == "search"
        let (first, places) = try arguments(of: name, count: isPattern ? 2 : 1, from: start)
        switch name {
        case "length": return .operand(.length(try operand(first[0], from: places[0])))
        case "count": return .operand(.count(try nodes(first[0], of: name, from: places[0])))
        case "value": return .operand(.value(try nodes(first[0], of: name, from: places[0])))
        default:
            let text = try operand(first[0], from: places[0])
            let pattern = try pattern(try operand(first[1], from: places[1]), isWhole: name == "match", at: places[1])
            return .condition(.pattern(text, pattern, isWhole: name == "match"))
        }
    }

    private mutating func arguments(
        of name: String, count: Int, from start: Int
    ) throws -> (arguments: [Expression], places: [Int]) {
        var arguments: [Expression] = []
        var places: [Int] = []
        skipSpace()
        if peek != UInt8(ascii: ")") {
            repeat {
                skipSpace()
                places.append(index)
                arguments.append(try expression())
                skipSpace()
            } while take(",")
        }
        guard take(")") else { throw syntax("expected ',' or ')', found \(here)") }
        guard arguments.count == count else {
            let wanted = count == 1 ? "one argument" : "two arguments"
            throw syntax("\(name)() takes \(wanted), not \(arguments.count)", at: start)
        }
        return (arguments, places)
    }

    private func nodes(_ expression: Expression, of name: String, from start: Int) throws -> JSONPathReference {
        guard case .reference(let reference) = expression else {
            throw syntax("\(name)() takes a query", at: start, hint: "write \(name)(@.items) or \(name)($..name)")
        }
        return reference
    }

    private func pattern(_ operand: JSONPathOperand, isWhole: Bool, at place: Int) throws -> JSONPathPattern {
        guard case .literal(.string(let text)) = operand else { return .computed(operand) }
        do {
            return .fixed(try PatternProgram(text, .interoperable, isWhole: isWhole))
        } catch let failure as Failure {
            throw syntax(failure.message, at: place, hint: failure.hint)
        }
    }
}
