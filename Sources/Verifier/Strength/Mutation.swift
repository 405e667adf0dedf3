import HarnessKit

/// The ways in which what was found is altered.
package enum Mutation: String, CaseIterable, JSONConvertible {
    case offByOne = "off-by-one"
    case null
    case removed
    case otherType = "other-type"
    case shortened
    case changed
    case status
    case exit
    case header
    case file
    case tests

    /// What it shows when it is noticed.
    var notice: StepStrength.Notice {
        switch self {
        case .offByOne, .changed: .values
        case .null, .removed, .otherType, .shortened, .header, .tests: .shape
        case .status, .exit, .file: .status
        }
    }
}

/// A place in a document, and what is put there instead.
struct Alteration {
    let mutation: Mutation
    /// Nothing where the place is taken away.
    let value: JSON?
}

extension JSON {
    /// What can stand in a value's place, by kind of mutation.
    var alterations: [Alteration] {
        let values: [Alteration]
        switch self {
        case .null: values = [Alteration(mutation: .otherType, value: 1)]
        case .bool(let isTrue): values = [Alteration(mutation: .changed, value: .bool(!isTrue))] + Self.foreign("x")
        case .integer(let number):
            values = [1, -1].map { Alteration(mutation: .offByOne, value: .integer(number &+ $0)) } + Self.foreign("x")
        case .number(let number):
            values = [1, -1].map { Alteration(mutation: .offByOne, value: .number(number + $0)) } + Self.foreign("x")
        case .literal: values = [Alteration(mutation: .changed, value: 1)] + Self.foreign("x")
        case .string(let text):
            values = [Alteration(mutation: .changed, value: .string(text.altered))] + Self.foreign(7)
        case .array(let items):
            let shorter = items.isEmpty ? [] : [Alteration(mutation: .shortened, value: .array(items.dropLast()))]
            values = shorter + Self.foreign("x")
        case .object: values = Self.foreign("x")
        }
        return values + [Alteration(mutation: .removed, value: nil)]
    }

    private static func foreign(_ other: JSON) -> [Alteration] {
        [Alteration(mutation: .null, value: .null), Alteration(mutation: .otherType, value: other)]
    }

    /// The value with what is at a place replaced, or taken away.
    func replacing(at place: ArraySlice<Path.Step>, with value: JSON?) -> JSON? {
        guard let step = place.first else { return value }
        switch (step, self) {
        case (.key(let key), .object(var object)):
            guard let inner = object[key] else { return self }
            object[key] = inner.replacing(at: place.dropFirst(), with: value)
            return .object(object)
        case (.index(let index), .array(var items)) where items.indices.contains(index):
            guard let new = items[index].replacing(at: place.dropFirst(), with: value) else {
                items.remove(at: index)
                return .array(items)
            }
            items[index] = new
            return .array(items)
        default: return self
        }
    }

    /// Every value within it and itself, the outer before the inner, up to a number of them.
    func places(atMost limit: Int) -> [(path: Path, value: JSON)] {
        var found: [(path: Path, value: JSON)] = []
        var waiting: [(path: Path, value: JSON)] = [(Path(), self)]
        while let (path, value) = waiting.popLast(), found.count < limit {
            found.append((path, value))
            switch value {
            case .array(let items):
                waiting += items.prefix(limit).enumerated().reversed().map { (Path(path.steps + [.index($0)]), $1) }
            case .object(let object):
                waiting += object.members.prefix(limit).reversed().map {
                    (Path(path.steps + [.key($0.name)]), $0.value)
                }
            default: break
            }
        }
        return found
    }
}

extension String {
    /// Another text of the same form: each letter and digit is the one that follows.
    var altered: String {
        var isAltered = false
        let bytes = utf8.map { byte -> UInt8 in
            let next: UInt8
            switch byte {
            case UInt8(ascii: "z"), UInt8(ascii: "Z"): next = byte - 25
            case UInt8(ascii: "9"): next = byte - 9
            case UInt8(ascii: "a")..<UInt8(ascii: "z"), UInt8(ascii: "A")..<UInt8(ascii: "Z"),
                UInt8(ascii: "0")..<UInt8(ascii: "9"):
                next = byte + 1
            default: return byte
            }
            isAltered = true
            return next
        }
        return isAltered ? String(decoding: bytes, as: UTF8.self) : self + "x"
    }
}
