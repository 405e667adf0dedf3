extension JSONPathSearch {
    mutating func holds(_ condition: JSONPathCondition, for item: JSONPathNode) throws -> Bool {
        switch condition {
        case .any(let branches):
            for branch in branches where try holds(branch, for: item) { return true }
            return false
        case .all(let parts):
            for part in parts where try !holds(part, for: item) { return false }
            return true
        case .not(let condition): return try !holds(condition, for: item)
        case .exists(let reference): return try !nodes(reference, item).isEmpty
        case .comparison(let left, let comparison, let right):
            return try compares(try value(of: left, item), comparison, try value(of: right, item))
        case .pattern(let text, let pattern, let isWhole):
            guard case .string(let text) = try value(of: text, item),
                let program = try program(pattern, isWhole: isWhole, item)
            else { return false }
            try spend(1 + text.utf8.count * program.instructions.count / 8)
            return PatternMachine.matches(program, Bytes(text.utf8))
        }
    }

    private mutating func nodes(_ reference: JSONPathReference, _ item: JSONPathNode) throws -> [JSONPathNode] {
        try spend(1)
        return try nodes(reference.segments, from: reference.isRelative ? item : root)
    }

    /// The RFC's Nothing is nil.
    private mutating func value(of operand: JSONPathOperand, _ item: JSONPathNode) throws -> JSON? {
        switch operand {
        case .literal(let value): return value
        case .reference(let reference): return try nodes(reference, item).first?.value
        case .count(let reference): return .integer(try nodes(reference, item).count)
        case .value(let reference):
            let nodes = try nodes(reference, item)
            return nodes.count == 1 ? nodes[0].value : nil
        case .length(let operand):
            switch try value(of: operand, item) {
            case .string(let text):
                try spend(text.utf8.count / 64)
                return .integer(text.unicodeScalars.count)
            case .array(let items): return .integer(items.count)
            case .object(let object): return .integer(object.members.count)
            default: return nil
            }
        }
    }

    private mutating func program(
        _ pattern: JSONPathPattern, isWhole: Bool, _ item: JSONPathNode
    ) throws -> PatternProgram? {
        switch pattern {
        case .fixed(let program): return program
        case .computed(let operand):
            guard case .string(let text) = try value(of: operand, item) else { return nil }
            if let last = self.pattern, last.isWhole == isWhole, last.text.hasSameBytes(as: text) {
                return last.program
            }
            let program = try PatternProgram(text, .interoperable, isWhole: isWhole)
            try spend(program.instructions.count)
            self.pattern = (text, isWhole, program)
            return program
        }
    }

    // Comparing.

    private mutating func compares(_ left: JSON?, _ comparison: JSONPathOperator, _ right: JSON?) throws -> Bool {
        switch comparison {
        case .equal: try areEqual(left, right)
        case .notEqual: try !areEqual(left, right)
        case .less: precedes(left, right)
        case .greater: precedes(right, left)
        case .lessOrEqual: try precedes(left, right) || areEqual(left, right)
        case .greaterOrEqual: try precedes(right, left) || areEqual(left, right)
        }
    }

    /// Only numbers and texts have an order.
    private func precedes(_ left: JSON?, _ right: JSON?) -> Bool {
        guard let left, let right else { return false }
        if case .string(let a) = left, case .string(let b) = right { return a.precedes(b) }
        return JSONNumberOrder(left, right)?.isAscending == true
    }

    private mutating func areEqual(_ left: JSON?, _ right: JSON?) throws -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return try areEqual(left, right)
    }

    /// As `==`, but counted, and with numbers of any precision by their value.
    private mutating func areEqual(_ left: JSON, _ right: JSON) throws -> Bool {
        try spend(1)
        switch (left, right) {
        case (.array(let a), .array(let b)):
            guard a.count == b.count else { return false }
            for (a, b) in zip(a, b) where try !areEqual(a, b) { return false }
            return true
        case (.object(let a), .object(let b)):
            guard a.members.count == b.members.count else { return false }
            try spend(a.members.count)
            for (a, b) in zip(a.sorted, b.sorted) {
                guard a.name.hasSameBytes(as: b.name), try areEqual(a.value, b.value) else { return false }
            }
            return true
        default: return JSONNumberOrder(left, right).map { $0.isSame } ?? (left == right)
        }
    }
}
