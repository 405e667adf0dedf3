/// A pattern as instructions for `PatternMachine`.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case byte(UInt8)
        /// The tail of a character whose first byte has decided.
        case anyByte
        case narrow(ScalarSet)
        /// Three times `anyByte` follow, of which a shorter character skips some.
        case wide(ScalarSet)
        case assertion(PatternAssertion)
        case save(Int)
        case jump(Int)
        case split(first: Int, second: Int)
        case match
    }

    static let longest = 20_000

    private(set) var instructions: [Instruction] = []
    let groups: Int
    let names: [String: Int]
    /// Which bytes can begin a match after the start of the text; nothing says that any place can.
    private(set) var firstBytes: [Bool]?

    init(_ text: String, _ dialect: PatternDialect = .common, isWhole: Bool = false) throws {
        var parser = try PatternParser(text, dialect)
        let node = try parser.pattern()
        groups = parser.groups
        names = parser.names
        guard node.cost <= Self.longest else {
            throw parser.syntax(
                "written out, it has more than \(Self.longest) steps", at: 0, hint: "repeat less, or use * or +")
        }
        if isWhole { emit(.assertion(.textStart)) }
        compile(node)
        if isWhole { emit(.assertion(.textEnd)) }
        emit(.match)
        firstBytes = findFirstBytes()
    }

    private mutating func emit(_ instruction: Instruction) {
        instructions.append(instruction)
    }

    private mutating func compile(_ node: PatternNode) {
        switch node {
        case .byte(let byte): emit(.byte(byte))
        case .set(let set):
            emit(set.isWide ? .wide(set) : .narrow(set))
            if set.isWide { instructions += [.anyByte, .anyByte, .anyByte] }
        case .assertion(let assertion): emit(.assertion(assertion))
        case .sequence(let parts): for part in parts { compile(part) }
        case .choice(let branches): compile(branches)
        case .group(let number, let body):
            emit(.save(2 * number))
            compile(body)
            emit(.save(2 * number + 1))
        case .repetition(let body, let repetition): compile(body, repetition)
        }
    }

    private mutating func compile(_ branches: [PatternNode]) {
        var jumps: [Int] = []
        for branch in branches.dropLast() {
            let split = instructions.count
            emit(.jump(0))
            compile(branch)
            jumps.append(instructions.count)
            emit(.jump(0))
            instructions[split] = .split(first: split + 1, second: instructions.count)
        }
        if let last = branches.last { compile(last) }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func compile(_ body: PatternNode, _ repetition: PatternRepetition) {
        guard let most = repetition.most else { return compile(body, atLeast: repetition) }
        for _ in 0..<repetition.least { compile(body) }
        var splits: [Int] = []
        for _ in repetition.least..<most {
            splits.append(instructions.count)
            emit(.jump(0))
            compile(body)
        }
        for split in splits { instructions[split] = branch(to: split + 1, or: instructions.count, repetition) }
    }

    /// `x*` is `(x+)?`: an empty turn then ends the loop, as it does in Perl.
    private mutating func compile(_ body: PatternNode, atLeast repetition: PatternRepetition) {
        for _ in 0..<max(0, repetition.least - 1) { compile(body) }
        let skip = instructions.count
        if repetition.least == 0 { emit(.jump(0)) }
        let start = instructions.count
        compile(body)
        emit(branch(to: start, or: instructions.count + 1, repetition))
        if repetition.least == 0 { instructions[skip] = branch(to: start, or: instructions.count, repetition) }
    }

    private func branch(to body: Int, or end: Int, _ repetition: PatternRepetition) -> Instruction {
        repetition.isLazy ? .split(first: end, second: body) : .split(first: body, second: end)
    }

    private func findFirstBytes() -> [Bool]? {
        var result = Array(repeating: false, count: 256)
        var isSeen = Array(repeating: false, count: instructions.count)
        var waiting = [0]
        while let index = waiting.popLast() {
            guard !isSeen[index] else { continue }
            isSeen[index] = true
            switch instructions[index] {
            case .match: return nil
            case .byte(let byte): result[Int(byte)] = true
            case .anyByte, .assertion(.textStart): break
            case .narrow(let set), .wide(let set):
                for byte in UInt8(0)..<0x80 where set.contains(ascii: byte) { result[Int(byte)] = true }
                if set.isWide { for byte in 0x80...0xFF { result[byte] = true } }
            case .jump(let target): waiting.append(target)
            case .split(let first, let second): waiting += [first, second]
            case .save, .assertion: waiting.append(index + 1)
            }
        }
        return result
    }
}
