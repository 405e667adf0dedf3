import HarnessKit

/// The entries that a question is put to, with what they have in common.
struct Window {
    let admitted: [Bool]
    let count: Int
    let meanLength: Double
    /// Each entry's weighted count of terms, and what groups it with others; by number, also outside the window.
    let lengths: [Int32]
    let groups: [Int32]
    /// Whether it puts a question.
    let asks: [Bool]
    /// Whether the numbers stand in the order of time.
    let isInOrder: Bool
    /// The newest entries of the window, the youngest first: as many as their age makes a difference to.
    let newest: [Int32]

    init(_ facts: FactTable, for query: SearchQuery) {
        (admitted, count, meanLength, lengths, groups, asks, isInOrder, newest) = facts.withRows { rows in
            var admitted = [Bool](repeating: false, count: rows.count)
            var lengths = [Int32](repeating: 0, count: rows.count)
            var groups = lengths
            var asks = admitted
            var (count, total, isInOrder, last) = (0, 0, true, Int.min)
            for number in 0..<rows.count {
                lengths[number] = Int32(truncatingIfNeeded: rows.length(number))
                groups[number] = rows.group(number)
                let flags = rows.flags(number)
                asks[number] = flags.contains(.asks)
                guard flags.isDisjoint(with: .dead), !query.isNarrow || query.admits(rows[number]) else {
                    continue
                }
                admitted[number] = true
                count += 1
                total += rows.length(number)
                let moment = rows.milliseconds(number)
                if moment < last { isInOrder = false }
                last = moment
            }
            let newest = Self.newest(query.weights.reach, rows, admitted, isInOrder)
            let mean = max(1, Double(total) / Double(max(1, count)))
            return (admitted, count, mean, lengths, groups, asks, isInOrder, newest)
        }
    }

    private static func newest(
        _ most: Int, _ rows: FactTable.Rows, _ admitted: [Bool], _ isInOrder: Bool
    ) -> [Int32] {
        guard isInOrder else {
            let moments = (0..<rows.count).map { rows.milliseconds($0) }
            let order = admitted.indices.filter { admitted[$0] }.sorted {
                (moments[$0], $0) < (moments[$1], $1)
            }
            return order.suffix(most).reversed().map { Int32(truncatingIfNeeded: $0) }
        }
        var newest: [Int32] = []
        newest.reserveCapacity(min(most, admitted.count))
        for number in admitted.indices.reversed() where admitted[number] {
            guard newest.count < most else { break }
            newest.append(Int32(truncatingIfNeeded: number))
        }
        return newest
    }
}
