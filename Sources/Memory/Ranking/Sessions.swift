import HarnessKit

/// Which entries of a window belong together, and in which order.
struct Sessions {
    /// The entry before and after in the same session, or -1.
    private(set) var previous: [Int32]
    private(set) var next: [Int32]
    /// The session of each entry, or 0 where it is alone.
    let session: [Int32]
    /// How long each session is.
    let lengths: [Int]
    /// Sessions, those of one entry among them.
    let count: Int
    let meanLength: Double

    init(_ facts: FactTable, in window: Window) throws {
        let entries = window.lengths.count
        let groups = facts.withRows { rows in (0..<rows.count).reduce(0) { max($0, Int(rows.group($1))) } } + 1
        guard groups <= entries + 1 else { throw MemoryIndex.Doubt() }
        var previous = [Int32](repeating: -1, count: entries)
        var next = previous
        var session = [Int32](repeating: 0, count: entries)
        var lengths = [Int](repeating: 0, count: groups)
        var last = [Int32](repeating: -1, count: groups)
        var count = 0
        facts.withRows { rows in
            previous.withUnsafeMutableBufferPointer { previous in
                next.withUnsafeMutableBufferPointer { next in
                    for number in 0..<entries where window.admitted[number] {
                        let group = rows.group(number)
                        guard group > 0 else {
                            count += 1
                            continue
                        }
                        let before = last[Int(group)]
                        last[Int(group)] = Int32(truncatingIfNeeded: number)
                        lengths[Int(group)] += Int(window.lengths[number])
                        if before < 0 {
                            count += 1
                        } else {
                            previous[number] = before
                            next[Int(before)] = Int32(truncatingIfNeeded: number)
                            session[number] = group
                            session[Int(before)] = group
                        }
                    }
                }
            }
        }
        self.previous = previous
        self.next = next
        self.session = session
        self.lengths = lengths
        self.count = count
        meanLength = max(1, window.meanLength * Double(window.count) / Double(max(1, count)))
        if !window.isInOrder { facts.withRows { reorder($0) } }
    }

    var isEmpty: Bool { lengths.count <= 1 }

    /// Puts chains that came in another order into that of time, as branches that were merged do.
    private mutating func reorder(_ rows: FactTable.Rows) {
        for first in previous.indices where previous[first] < 0 && next[first] >= 0 {
            var members = [first]
            var isInOrder = true
            while case let number = Int(next[members[members.count - 1]]), number >= 0 {
                if rows.milliseconds(number) < rows.milliseconds(members[members.count - 1]) { isInOrder = false }
                members.append(number)
            }
            if isInOrder { continue }
            let sorted = members.sorted { (rows.milliseconds($0), $0) < (rows.milliseconds($1), $1) }
            for (place, number) in sorted.enumerated() {
                previous[number] = place > 0 ? Int32(truncatingIfNeeded: sorted[place - 1]) : -1
                next[number] = place < sorted.count - 1 ? Int32(truncatingIfNeeded: sorted[place + 1]) : -1
            }
        }
    }
}
