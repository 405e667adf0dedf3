import HarnessKit

extension Matcher.Comparison {
    /// Whether it holds for what was found; nothing is what is not there.
    func holds(for found: JSON?, _ bindings: Bindings) throws -> Bool {
        if test == .absent { return found == nil }
        if test == .not { return try !Matcher(json: operand).holds(for: found, bindings) }
        guard let found else { return false }
        let wanted = test == .matches ? operand : try bindings.json(operand)
        switch test {
        case .eq: return found == wanted
        case .ne: return found != wanted
        case .oneOf: return wanted.items?.contains(found) ?? false
        case .unorderedEq: return Self.isPermutation(found.items, wanted.items)
        case .gt: return Self.order(found, wanted).map { $0 > 0 } ?? false
        case .gte: return Self.order(found, wanted).map { $0 >= 0 } ?? false
        case .lt: return Self.order(found, wanted).map { $0 < 0 } ?? false
        case .lte: return Self.order(found, wanted).map { $0 <= 0 } ?? false
        case .count:
            return try Self.count(found).map { try Matcher(count: wanted).holds(for: .integer($0), bindings) } ?? false
        case .matches: return try Self.matches(found, operand, bindings)
        case .contains: return Self.contains(found, wanted)
        case .type: return wanted.string.flatMap(ValueType.init(rawValue:))?.holds(found) ?? false
        case .exists: return true
        case .absent, .not: return false
        }
    }

    /// Elements of an array, members of an object, characters of a text.
    private static func count(_ json: JSON) -> Int? {
        switch json {
        case .array(let items): items.count
        case .object(let object): object.members.count
        case .string(let text): text.count
        default: nil
        }
    }

    /// What a captured value holds is looked for as it is, not as a pattern.
    private static func matches(_ found: JSON, _ operand: JSON, _ bindings: Bindings) throws -> Bool {
        guard let text = found.string, let source = operand.string else { return false }
        let pattern = try bindings.text(source) { value in
            let plain = value.string ?? value.text(.compact)
            return plain.unicodeScalars.map { special.contains($0) ? "\\\($0)" : String($0) }.joined()
        }
        return try bindings.finds(Pattern(pattern), in: Bytes(text.utf8))
    }

    private static let special = Set("\\^$.|?*+()[]{}".unicodeScalars)

    /// A part of a text, an element of an array, or some members of an object.
    static func contains(_ found: JSON, _ part: JSON) -> Bool {
        switch (found, part) {
        case (.string(let text), .string(let part)): return Bytes(text.utf8).offset(of: Bytes(part.utf8)) != nil
        case (.array(let items), _): return items.contains { $0 == part || Self.isPartly($0, part) }
        case (.object, .object): return isPartly(found, part)
        default: return false
        }
    }

    /// Whether every member of the part is there; objects within are compared in the same way.
    private static func isPartly(_ found: JSON, _ part: JSON) -> Bool {
        guard case .object(let whole) = found, case .object(let part) = part else { return found == part }
        return part.members.allSatisfy { member in whole[member.name].map { isPartly($0, member.value) } ?? false }
    }

    private static func isPermutation(_ left: [JSON]?, _ right: [JSON]?) -> Bool {
        guard let left, var rest = right, left.count == rest.count else { return false }
        for item in left {
            guard let index = rest.firstIndex(of: item) else { return false }
            rest.remove(at: index)
        }
        return true
    }

    /// Below, at or above zero; nil where the two cannot be ordered.
    private static func order(_ left: JSON, _ right: JSON) -> Int? {
        if let left = left.string, let right = right.string {
            return left.precedes(right) ? -1 : left.hasSameBytes(as: right) ? 0 : 1
        }
        if let left = left.integer, let right = right.integer { return left < right ? -1 : left == right ? 0 : 1 }
        guard let left = try? Double(json: left), let right = try? Double(json: right) else { return nil }
        return left < right ? -1 : left == right ? 0 : 1
    }
}

extension Bindings {
    /// Whether a text holds a pattern; fails where looking for it takes too long.
    func finds(_ pattern: Pattern, in text: Bytes) throws -> Bool {
        guard let goesOn else { return pattern.matches(text) }
        var trouble: (any Error)?
        let found = pattern.matches(text) {
            do {
                return try goesOn()
            } catch {
                trouble = error
                return false
            }
        }
        if let trouble { throw trouble }
        guard let found else {
            throw Failure(
                .unavailable, "looking for '\(pattern)' in \(text.count) bytes took too long",
                hint: "look for something simpler, or in less")
        }
        return found
    }
}

extension Matcher {
    /// Whether every comparison holds.
    func holds(for found: JSON?, _ bindings: Bindings) throws -> Bool {
        try comparisons.allSatisfy { try $0.holds(for: found, bindings) }
    }
}
