import HarnessKit

/// How a value is compared with what is expected; ordered from the strictest to the loosest.
package enum Operator: String, CaseIterable, Sendable {
    case eq
    case unorderedEq = "unordered_eq"
    case oneOf = "one_of"
    case gt, gte, lt, lte
    case count
    case matches
    case contains
    case ne
    case type
    case exists
    case absent
    case not

    /// What its operand must be, for a message; nil where it fits.
    func objection(to operand: JSON) -> String? {
        switch self {
        case .eq, .ne, .contains: return nil
        case .oneOf: return operand.items?.isEmpty == false ? nil : "takes an array with at least one value"
        case .unorderedEq: return operand.items != nil ? nil : "takes an array"
        case .gt, .gte, .lt, .lte: return Self.isOrdered(operand) ? nil : "takes a number or a string"
        case .count: return (try? Matcher(count: operand)) != nil ? nil : "takes a whole number or a comparison of one"
        case .matches: return operand.string != nil ? nil : "takes a pattern in a string"
        case .type:
            let isKnown = operand.string.map { ValueType(rawValue: $0) != nil } ?? false
            return isKnown ? nil : "takes one of \(ValueType.allCases.map(\.rawValue).joined(separator: ", "))"
        case .exists, .absent:
            return operand == true ? nil : "takes true; for the contrary there is the other of the two"
        case .not: return nil
        }
    }

    private static func isOrdered(_ json: JSON) -> Bool {
        switch json {
        case .integer, .number, .literal, .string: true
        default: false
        }
    }
}

/// What kind of JSON a value is.
enum ValueType: String, CaseIterable {
    case null, boolean, integer, number, string, array, object

    func holds(_ json: JSON) -> Bool {
        switch (self, json) {
        case (.null, .null), (.boolean, .bool), (.string, .string), (.array, .array), (.object, .object): true
        case (.number, .integer), (.number, .number), (.number, .literal): true
        case (.integer, _): json.integer != nil
        default: false
        }
    }
}
