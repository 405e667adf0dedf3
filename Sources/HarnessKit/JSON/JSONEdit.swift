/// A JSON text that is changed in one place at a time, every other byte left as it is.
///
/// What `append` adds, `remove` takes away again to the byte, except for white space in an empty array or object.
package struct JSONEdit {
    package private(set) var bytes: Bytes

    /// The text must be one object.
    package init(_ source: JSON.Source) throws {
        guard case .object = try source.value() else {
            throw Failure(.malformed, "\(source.name) is no JSON object", hint: "mend \(source.name), or move it away")
        }
        bytes = source.bytes
    }

    /// Something between two brackets: its place, and where its key begins if it has one.
    private struct Item {
        let key: String?
        let start: Int
        let value: Int
        let end: Int
    }

    /// Adds an element at the end of an array that keys lead to; returns how many of the keys were made for it.
    package mutating func append(_ element: JSON, to path: [String]) throws -> Int {
        var place = JSONCursor.skipSpace(bytes, 0)
        for (depth, key) in path.enumerated() {
            guard bytes[place] == UInt8(ascii: "{") else { throw Self.misfit(path, depth) }
            guard let member = items(at: place).last(where: { $0.key == key }) else {
                let value = path[(depth + 1)...].reversed().reduce(JSON.array([element])) { inner, key in
                    .object(.init([JSON.Member(key, inner)]))
                }
                insert(value, named: key, at: place)
                return path.count - depth
            }
            place = member.value
        }
        guard bytes[place] == UInt8(ascii: "[") else { throw Self.misfit(path, path.count) }
        insert(element, named: nil, at: place)
        return 0
    }

    /// Takes the last equal element away again, and so many of the keys as were made for it, if they hold nothing now.
    ///
    /// False where there is none.
    package mutating func remove(_ element: JSON, from path: [String], made: Int = 0) throws -> Bool {
        var places = [JSONCursor.skipSpace(bytes, 0)]
        for key in path {
            guard let place = places.last, bytes[place] == UInt8(ascii: "{"),
                let member = items(at: place).last(where: { $0.key == key })
            else { return false }
            places.append(member.value)
        }
        guard let array = places.last, bytes[array] == UInt8(ascii: "[") else { return false }
        let elements = items(at: array)
        let index = elements.lastIndex { (try? JSON.parse(Bytes(bytes[$0.value..<$0.end]), .handwritten)) == element }
        guard let index else { return false }
        cut(index, of: elements, at: array)
        // From the inside out: offsets before a cut stay as they were.
        for depth in path.indices.suffix(min(made, path.count)).reversed() {
            guard items(at: places[depth + 1]).isEmpty else { break }
            let members = items(at: places[depth])
            guard let index = members.lastIndex(where: { $0.key == path[depth] }) else { break }
            cut(index, of: members, at: places[depth])
        }
        return true
    }

    /// Whether nothing is left in it.
    package var isEmpty: Bool { items(at: JSONCursor.skipSpace(bytes, 0)).isEmpty }

    private static func misfit(_ path: [String], _ depth: Int) -> Failure {
        let name = depth == 0 ? "it" : "'\(path[..<depth].joined(separator: "."))'"
        let kind = depth == path.count ? "array" : "object"
        return Failure(.malformed, "\(name) is no \(kind)", hint: "make it one, or move the file away")
    }

    private func items(at open: Int) -> [Item] {
        let isObject = bytes[open] == UInt8(ascii: "{")
        var items: [Item] = []
        var place = JSONCursor.skipSpace(bytes, open + 1)
        while place < bytes.count, ![UInt8(ascii: "}"), UInt8(ascii: "]")].contains(bytes[place]) {
            let start = place
            var key: String?
            if isObject {
                let end = JSONCursor.skipValue(bytes, place)
                if case .string(let text) = try? JSON.parse(Bytes(bytes[place..<end])) { key = text }
                place = JSONCursor.skipSpace(bytes, JSONCursor.skipSpace(bytes, end) + 1)
            }
            let end = JSONCursor.skipValue(bytes, place)
            items.append(Item(key: key, start: start, value: place, end: end))
            place = JSONCursor.skipSpace(bytes, end)
            if place < bytes.count, bytes[place] == UInt8(ascii: ",") { place = JSONCursor.skipSpace(bytes, place + 1) }
        }
        return items
    }

    private mutating func cut(_ index: Int, of items: [Item], at open: Int) {
        if items.count == 1 {
            let close = JSONCursor.skipValue(bytes, open) - 1
            bytes.removeSubrange((open + 1)..<close)
        } else if index > 0 {
            bytes.removeSubrange(items[index - 1].end..<items[index].end)
        } else {
            bytes.removeSubrange(items[0].start..<items[1].start)
        }
    }

    private mutating func insert(_ value: JSON, named key: String?, at open: Int) {
        let items = items(at: open)
        let isFlat = !bytes.contains(UInt8(ascii: "\n"))
        let outer = indentation(before: open)
        // As its neighbours stand, else one step further than what it stands in.
        let gap =
            items.first.map { Bytes(bytes[(open + 1)..<$0.start]) } ?? (isFlat ? [] : [0x0A] + outer + Bytes("  ".utf8))
        let inner = gap.split(separator: 0x0A, omittingEmptySubsequences: false).last.map(Bytes.init) ?? []
        let isOnOneLine = !gap.contains(0x0A)
        var text = key.map { JSON.string($0).bytes(.compact) + Bytes((isOnOneLine ? ":" : ": ").utf8) } ?? []
        for byte in value.bytes(isOnOneLine ? .compact : .indented) {
            text.append(byte)
            if byte == 0x0A { text += inner }
        }
        if let last = items.last {
            let space = isOnOneLine && gap.isEmpty && !isFlat ? Bytes(" ".utf8) : []
            bytes.insert(contentsOf: [UInt8(ascii: ",")] + gap + space + text, at: last.end)
        } else {
            let close = JSONCursor.skipValue(bytes, open) - 1
            bytes.replaceSubrange((open + 1)..<close, with: gap + text + (isFlat ? [] : [0x0A] + outer))
        }
    }

    /// The white space at the beginning of the line in which a byte stands.
    private func indentation(before place: Int) -> Bytes {
        let start = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return Bytes(bytes[start...].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
    }
}

/// Steps over parts of a JSON text that is known to be one.
private enum JSONCursor {
    static func skipSpace(_ bytes: Bytes, _ start: Int) -> Int {
        var place = start
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
        return place
    }

    static func skipValue(_ bytes: Bytes, _ start: Int) -> Int {
        var (place, depth) = (start, 0)
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""): place = skipString(bytes, place)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                place += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return place }
                depth -= 1
                place += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
                guard depth > 0 else { return place }
                place += 1
                continue
            default:
                place += 1
                continue
            }
            if depth == 0 { return place }
        }
        return place
    }

    private static func skipString(_ bytes: Bytes, _ start: Int) -> Int {
        var place = start + 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place + 1, bytes.count)
    }
}
