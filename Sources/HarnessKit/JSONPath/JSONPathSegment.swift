/// One step of a query: what it selects from each value before it.
struct JSONPathSegment: Sendable {
    /// `..`: from the value and everything in it.
    let isDescendant: Bool
    let selectors: [JSONPathSelector]
}

enum JSONPathSelector: Sendable {
    case name(String)
    case index(Int)
    case wildcard
    case slice(JSONPathSlice)
    case filter(JSONPathCondition)
}

struct JSONPathSlice: Sendable {
    let start: Int?
    let end: Int?
    let step: Int

    /// The places it selects from so many items, as in section 2.3.4 of the RFC.
    func indexes(of count: Int) -> StrideTo<Int> {
        guard step != 0 else { return stride(from: 0, to: 0, by: 1) }
        func place(_ bound: Int?, _ otherwise: Int, _ range: ClosedRange<Int>) -> Int {
            let place = bound.map { $0 < 0 ? count + $0 : $0 } ?? otherwise
            return min(max(place, range.lowerBound), range.upperBound)
        }
        let range = step > 0 ? 0...count : -1...(count - 1)
        let first = place(start, step > 0 ? 0 : count - 1, range)
        return stride(from: first, to: place(end, step > 0 ? count : -1, range), by: step)
    }
}

/// What a filter asks of each item, `@`.
indirect enum JSONPathCondition: Sendable {
    case any([JSONPathCondition])
    case all([JSONPathCondition])
    case not(JSONPathCondition)
    case comparison(JSONPathOperand, JSONPathOperator, JSONPathOperand)
    case exists(JSONPathReference)
    /// `match()` where it must be the whole text, else `search()`.
    case pattern(JSONPathOperand, JSONPathPattern, isWhole: Bool)
}

enum JSONPathOperator: String, CaseIterable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
}

/// What can be compared.
indirect enum JSONPathOperand: Sendable {
    case literal(JSON)
    case reference(JSONPathReference)
    case length(JSONPathOperand)
    case count(JSONPathReference)
    case value(JSONPathReference)
}

/// A query within a filter.
struct JSONPathReference: Sendable {
    /// Whether it begins at the item (`@`), not at the root (`$`).
    let isRelative: Bool
    let segments: [JSONPathSegment]
}

enum JSONPathPattern: Sendable {
    case fixed(PatternProgram)
    case computed(JSONPathOperand)
}

extension [JSONPathSegment] {
    var isSingular: Bool {
        allSatisfy { segment in
            guard !segment.isDescendant, segment.selectors.count == 1 else { return false }
            return switch segment.selectors[0] {
            case .name, .index: true
            case .wildcard, .slice, .filter: false
            }
        }
    }
}
