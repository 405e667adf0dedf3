/// A JSON value, with the numbers kept as exactly as they were written.
package enum JSON: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    /// A number that neither `Int` nor `Double` holds exactly, as its text.
    case literal(String)
    case string(String)
    case array([JSON])
    case object(Object)

    package struct Member: Sendable {
        package let name: String
        package var value: JSON

        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The members of an object in the order in which they were written.
    package struct Object: Sendable {
        package private(set) var members: [Member]

        package init(_ members: [Member] = []) {
            self.members = members
        }

        /// The last member of that name, compared byte by byte.
        package subscript(name: String) -> JSON? {
            get { members.last { $0.name.hasSameBytes(as: name) }?.value }
            set {
                let index = members.lastIndex { $0.name.hasSameBytes(as: name) }
                switch (index, newValue) {
                case (let index?, let value?): members[index].value = value
                case (let index?, nil): members.remove(at: index)
                case (nil, let value?): members.append(Member(name, value))
                case (nil, nil): break
                }
            }
        }
    }

    /// What a person would call this value: "a string", "an object".
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number, .literal: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    package subscript(name: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    package subscript(index: Int) -> JSON? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var integer: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    package var items: [JSON]? {
        guard case .array(let items) = self else { return nil }
        return items
    }
}

extension JSON: Equatable {
    /// Numbers by value, strings by their bytes, objects without regard to order.
    package static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)): Int(exactly: b) == a
        case (.literal(let a), .literal(let b)): a.hasSameBytes(as: b)
        case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }
}

extension JSON.Object: Equatable {
    package static func == (left: JSON.Object, right: JSON.Object) -> Bool {
        guard left.members.count == right.members.count else { return false }
        let (a, b) = (left.sorted, right.sorted)
        return zip(a, b).allSatisfy { $0.name.hasSameBytes(as: $1.name) && $0.value == $1.value }
    }

    /// The members in byte order of their names.
    var sorted: [JSON.Member] {
        isSorted ? members : members.sorted { $0.name.precedes($1.name) }
    }

    /// Visits the members in byte order of their names; small objects without copying them.
    func forEachSorted(_ body: (JSON.Member) -> Void) {
        let count = members.count
        guard count <= 32, !isSorted else { return sorted.forEach(body) }
        withUnsafeTemporaryAllocation(of: Int.self, capacity: count) { order in
            for index in 0..<count {
                var place = index
                while place > 0, members[index].name.precedes(members[order[place - 1]].name) {
                    order[place] = order[place - 1]
                    place -= 1
                }
                order[place] = index
            }
            for index in order { body(members[index]) }
        }
    }

    private var isSorted: Bool {
        !members.indices.dropFirst().contains { members[$0].name.precedes(members[$0 - 1].name) }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral items: JSON...) { self = .array(items) }

    package init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(Object(members.map { Member($0, $1) }))
    }

    /// An object of those members that have a value: absent rather than null.
    package static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(Object(members.compactMap { name, value in value.map { Member(name, $0) } }))
    }
}

extension String {
    /// Equality of bytes; `==` would also equate different spellings of an accented letter.
    package func hasSameBytes(as other: String) -> Bool {
        compareBytes(with: other) == 0
    }

    /// Byte order, the same on every machine and in every language.
    package func precedes(_ other: String) -> Bool {
        compareBytes(with: other) < 0
    }

    private func compareBytes(with other: String) -> Int {
        // Most names differ in their first byte, and asking for that one is cheap.
        if let a = utf8.first, let b = other.utf8.first, a != b { return Int(a) - Int(b) }
        let inPlace: Int?? = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right -> Int in
                guard let a = left.baseAddress, let b = right.baseAddress else { return left.count - right.count }
                let order = Int(memcmp(a, b, Swift.min(left.count, right.count)))
                return order != 0 ? order : left.count - right.count
            }
        }
        if case .some(.some(let order)) = inPlace { return order }
        if utf8.elementsEqual(other.utf8) { return 0 }
        return utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
    }
}
