/// Which entries of a window belong together, and in which order.
struct Sessions {
    /// The entry before and after in the same session, or -1.
    private(set) var previous: [Int32]
    private(set) var next: [Int32]
    /// The session of each entry, or -1 where it is alone.
    private(set) var session: [Int32]
    private(set) var lengths: [Int] = []
    /// Sessions, those of one entry among them.
    private(set) var count = 0
    private(set) var meanLength = 1.0

    init(_ facts: [Facts], in window: Window) {
        previous = [Int32](repeating: -1, count: facts.count)
        next = previous
        session = previous
        var last = [Int32](repeating: -1, count: (facts.lazy.map(\.group).max() ?? 0) + 1)
        var isInOrder = true
        for number in facts.indices where window.admitted[number] && facts[number].group > 0 {
            let before = last[facts[number].group]
            if before >= 0 {
                previous[number] = before
                next[Int(before)] = Int32(number)
                if facts[Int(before)].milliseconds > facts[number].milliseconds { isInOrder = false }
            }
            last[facts[number].group] = Int32(number)
        }
        if !isInOrder { reorder(facts) }
        numberSessions(facts, window)
    }

    /// Chains that came in another order than that of time, as branches that were merged do.
    private mutating func reorder(_ facts: [Facts]) {
        for first in previous.indices where previous[first] < 0 && next[first] >= 0 {
            var members = [first]
            while next[members[members.count - 1]] >= 0 { members.append(Int(next[members[members.count - 1]])) }
            let sorted = members.sorted { (facts[$0].milliseconds, $0) < (facts[$1].milliseconds, $1) }
            for (place, number) in sorted.enumerated() {
                previous[number] = place > 0 ? Int32(sorted[place - 1]) : -1
                next[number] = place < sorted.count - 1 ? Int32(sorted[place + 1]) : -1
            }
        }
    }

    private mutating func numberSessions(_ facts: [Facts], _ window: Window) {
        var total = 0
        for first in facts.indices where window.admitted[first] && previous[first] < 0 {
            count += 1
            total += facts[first].length
            guard next[first] >= 0 else { continue }
            var length = 0
            var number = first
            while number >= 0 {
                session[number] = Int32(lengths.count)
                length += facts[number].length
                if number != first { total += facts[number].length }
                number = Int(next[number])
            }
            lengths.append(length)
        }
        meanLength = max(1, Double(total) / Double(max(1, count)))
    }
}
