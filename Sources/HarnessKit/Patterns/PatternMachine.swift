/// Follows every way through a program at once, in the order in which Perl would try them.
///
/// This is Pike's machine. No instruction runs twice at one place of the text: the work is the program's length
/// times the text's.
struct PatternMachine {
    private let program: PatternProgram
    private let bytes: Bytes
    /// How many ends of groups are kept; none where only the answer counts.
    private let slots: Int
    private var now: Threads
    private var next: Threads
    private var captures: [Int]
    private var waiting: [Step] = []
    /// Asked after so much work each whether to go on.
    var goesOn: (() -> Bool)?
    private(set) var isGivenUp = false
    private var work = 0
    private static let portion = 1 << 18

    /// What is still to be tried at one place.
    private enum Step {
        case run(Int)
        case restore(slot: Int, Int)
    }

    /// The ways that are alive, the preferred first.
    private struct Threads {
        var order: [Int] = []
        /// What each captured so far, one after the other.
        var captures: [Int] = []
        /// The place at which an instruction was last reached.
        var reached: [Int]

        mutating func removeAll() {
            order.removeAll(keepingCapacity: true)
            captures.removeAll(keepingCapacity: true)
        }
    }

    init(_ program: PatternProgram, _ bytes: Bytes, capturing: Bool) {
        self.program = program
        self.bytes = bytes
        slots = capturing ? 2 * (program.groups + 1) : 0
        now = Threads(reached: Array(repeating: -1, count: program.instructions.count))
        next = now
        captures = Array(repeating: -1, count: slots)
    }

    static func matches(_ program: PatternProgram, _ bytes: Bytes) -> Bool {
        var machine = PatternMachine(program, bytes, capturing: false)
        return machine.run(from: 0) != nil
    }

    /// Begin and end of the match and of each group, -1 where there is none; nothing where nothing matches.
    mutating func run(from start: Int) -> [Int]? {
        guard start >= 0, start <= bytes.count else { return nil }
        var place = start
        var best: [Int]?
        while true {
            guard mayGoOn() else { return nil }
            if best == nil {
                if now.order.isEmpty {
                    guard let begin = nextBegin(from: place) else { return nil }
                    place = begin
                }
                for slot in captures.indices { captures[slot] = -1 }
                if slots > 0 { captures[0] = place }
                Self.add(0, at: place, to: &now, &captures, &waiting, program, bytes)
            }
            if let found = step(at: place) {
                guard slots > 0 else { return found }
                best = found
            }
            swap(&now, &next)
            next.removeAll()
            place += 1
            if place > bytes.count || (best != nil && now.order.isEmpty) { return best }
        }
    }

    private mutating func mayGoOn() -> Bool {
        guard let goesOn else { return true }
        work += 1 + now.order.count
        guard work >= Self.portion else { return true }
        work = 0
        isGivenUp = !goesOn()
        return !isGivenUp
    }

    /// The next place where a match can begin.
    private func nextBegin(from place: Int) -> Int? {
        guard place > 0, let firstBytes = program.firstBytes else { return place }
        var place = place
        while place < bytes.count {
            if firstBytes[Int(bytes[place])] { return place }
            place += 1
        }
        return nil
    }

    /// Moves every way on by one byte; those that come after a match are given up.
    private mutating func step(at place: Int) -> [Int]? {
        let byte: UInt8? = place < bytes.count ? bytes[place] : nil
        var unit: PatternUnit?
        for (position, index) in now.order.enumerated() {
            let target: Int?
            switch program.instructions[index] {
            case .match:
                var found = Array(now.captures[(position * slots)..<((position + 1) * slots)])
                if slots > 0 { found[1] = place }
                return found
            case .byte(let wanted): target = byte == wanted ? index + 1 : nil
            case .anyByte: target = byte == nil ? nil : index + 1
            case .narrow(let set):
                if let byte, byte < 0x80, set.contains(ascii: byte) { target = index + 1 } else { target = nil }
            case .wide(let set):
                guard byte != nil else { continue }
                let here = unit ?? PatternUnit(bytes, at: place)
                unit = here
                target = Self.length(of: here, in: set).map { index + 5 - $0 }
            case .assertion, .save, .jump, .split: target = nil
            }
            guard let target else { continue }
            for slot in 0..<slots { captures[slot] = now.captures[position * slots + slot] }
            Self.add(target, at: place + 1, to: &next, &captures, &waiting, program, bytes)
        }
        return nil
    }

    private static func length(of unit: PatternUnit, in set: ScalarSet) -> Int? {
        switch unit {
        case .scalar(let scalar, let length): set.contains(scalar) ? length : nil
        case .loneByte: set.takesLoneBytes ? 1 : nil
        case .inside: nil
        }
    }

    /// Follows what takes no room, up to the instructions that read a byte.
    private static func add(
        _ start: Int, at place: Int, to threads: inout Threads, _ captures: inout [Int], _ waiting: inout [Step],
        _ program: PatternProgram, _ bytes: Bytes
    ) {
        waiting.append(.run(start))
        while let step = waiting.popLast() {
            guard case .run(let first) = step else {
                if case .restore(let slot, let value) = step { captures[slot] = value }
                continue
            }
            var index = first
            while threads.reached[index] != place {
                threads.reached[index] = place
                switch program.instructions[index] {
                case .jump(let target): index = target
                case .split(let first, let second):
                    waiting.append(.run(second))
                    index = first
                case .save(let slot):
                    if slot < captures.count {
                        waiting.append(.restore(slot: slot, captures[slot]))
                        captures[slot] = place
                    }
                    index += 1
                case .assertion(let assertion):
                    if assertion.holds(in: bytes, at: place) { index += 1 }
                case .byte, .anyByte, .narrow, .wide, .match:
                    threads.order.append(index)
                    threads.captures += captures
                }
            }
        }
    }
}
