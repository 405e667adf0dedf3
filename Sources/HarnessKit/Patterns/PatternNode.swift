/// A pattern as a tree.
indirect enum PatternNode: Sendable {
    case byte(UInt8)
    case set(ScalarSet)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repetition(PatternNode, PatternRepetition)
    case group(Int, PatternNode)

    static let empty = PatternNode.sequence([])

    /// How many instructions it becomes, or more; nothing is free, so that compiling it ends as soon.
    var cost: Int {
        switch self {
        case .byte, .assertion: 1
        case .set(let set): set.isWide ? 4 : 1
        case .sequence(let parts): max(1, parts.reduce(0) { $0 + $1.cost })
        case .choice(let branches): branches.reduce(1) { $0 + $1.cost + 2 }
        case .group(_, let body): body.cost + 2
        case .repetition(let body, let repetition):
            // Capped at each level, so that no product of nested counts overflows.
            min(Int(Int32.max), body.cost) * max(1, repetition.most ?? repetition.least) + repetition.splits
        }
    }
}

struct PatternRepetition: Sendable {
    let least: Int
    /// Nothing is without end.
    let most: Int?
    let isLazy: Bool

    var splits: Int { most.map { $0 - least } ?? 2 }
}

/// What takes no room in the text.
enum PatternAssertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
    /// The end, or before a line feed that is the last byte.
    case lastLineEnd

    func holds(in bytes: Bytes, at index: Int) -> Bool {
        switch self {
        case .textStart: index == 0
        case .textEnd: index == bytes.count
        case .lastLineEnd: index == bytes.count || (index == bytes.count - 1 && bytes[index] == 0x0A)
        case .lineStart: index == 0 || bytes[index - 1] == 0x0A
        case .lineEnd: index == bytes.count || bytes[index] == 0x0A
        case .wordBoundary: Self.isBoundary(bytes, index)
        case .noWordBoundary: !Self.isBoundary(bytes, index) && !PatternUnit.isInside(bytes, index)
        }
    }

    private static func isBoundary(_ bytes: Bytes, _ index: Int) -> Bool {
        let before = index > 0 && isWord(bytes[index - 1])
        return before != (index < bytes.count && isWord(bytes[index]))
    }

    private static func isWord(_ byte: UInt8) -> Bool { ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") }
}
