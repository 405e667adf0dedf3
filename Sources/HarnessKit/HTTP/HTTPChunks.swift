/// Takes the frames off a chunked body, however they are cut.
struct HTTPChunks {
    private enum State {
        case size
        case data(left: Int)
        case dataEnd
        case trailers
        case complete
    }

    private var state = State.size
    private var line = Bytes()
    private var section = HTTPLines("trailers")
    private(set) var trailers: [HTTPHeader] = []

    var isComplete: Bool {
        if case .complete = state { return true }
        return false
    }

    /// Takes what it can; returns how many bytes that were, all of them unless the body has ended.
    mutating func take(_ part: UnsafeRawBufferPointer, into body: inout HTTPBody) throws -> Int {
        var position = 0
        while position < part.count {
            let rest = UnsafeRawBufferPointer(rebasing: part[position...])
            switch state {
            case .size:
                guard let text = try takeLine(rest, &position) else { break }
                let size = try Self.size(text)
                try body.expect(size)
                state = size == 0 ? .trailers : .data(left: size)
            case .data(let left):
                let count = min(left, rest.count)
                try body.add(UnsafeRawBufferPointer(rebasing: rest[..<count]))
                position += count
                state = count == left ? .dataEnd : .data(left: left - count)
            case .dataEnd:
                guard let text = try takeLine(rest, &position) else { break }
                guard text.isEmpty else {
                    throw HTTPTrouble.Reason.malformed(
                        "a chunk is followed by \(HTTPText.quoted(text)), not a line end")
                }
                state = .size
            case .trailers:
                let taken = try section.take(rest)
                position += taken.count
                guard taken.hasEnded else { break }
                trailers = try HTTPHead.headers(section.bytes, HTTPBytes.lines(of: section.bytes))
                state = .complete
            case .complete:
                return position
            }
        }
        return position
    }

    /// The next line without its end, once it is whole.
    private mutating func takeLine(_ rest: UnsafeRawBufferPointer, _ position: inout Int) throws -> Bytes? {
        let end = HTTPBytes.lineEnd(in: rest, from: 0)
        line.append(contentsOf: rest[..<min(end ?? rest.count, HTTPLimits.chunkLine + 1)])
        guard line.count <= HTTPLimits.chunkLine else {
            if case .dataEnd = state {
                throw HTTPTrouble.Reason.malformed("a chunk is followed by \(HTTPText.quoted(line)), not a line end")
            }
            throw HTTPTrouble.Reason.tooLarge("the line of a chunk's size exceeds \(HTTPLimits.chunkLine) bytes")
        }
        guard let end else {
            position += rest.count
            return nil
        }
        position += end + 1
        defer { line.removeAll(keepingCapacity: true) }
        return line.last == 0x0D ? line.dropLast() : line
    }

    /// "1a", "1A ;name=value".
    private static func size(_ line: Bytes) throws -> Int {
        let digits = HTTPText.trimmed(line.prefix { $0 != UInt8(ascii: ";") })
        guard !digits.isEmpty, digits.allSatisfy({ HexDigits.value(of: $0) != nil }) else {
            throw HTTPTrouble.Reason.malformed("the size of a chunk is \(HTTPText.quoted(line))")
        }
        guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw HTTPTrouble.Reason.tooLarge("the size of a chunk is \(HTTPText.quoted(line))")
        }
        return size
    }
}
