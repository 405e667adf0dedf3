import HarnessKit

/// The entries that a question is put to, with what they have in common.
struct Window {
    let admitted: [Bool]
    let count: Int
    let meanLength: Double
    /// Each entry's weighted count of terms, by number, also outside the window.
    let lengths: [Int32]
    /// Whether the numbers stand in the order of time.
    let isInOrder: Bool
    /// The newest entries of the window, the youngest first: as many as their age makes a difference to.
    let newest: [Int32]

    init(_ facts: FactTable, for query: SearchQuery) {
        (admitted, count, meanLength, lengths, isInOrder, newest) = facts.withRows { rows in
            var (count, total, isInOrder, last) = (0, 0, true, Int.min)
            let isNarrow = query.isNarrow
            var admitted: [Bool] = []
            let lengths = [Int32](unsafeUninitializedCapacity: rows.count) { lengths, filled in
                filled = rows.count
                admitted = [Bool](unsafeUninitializedCapacity: rows.count) { admitted, filled in
                    filled = rows.count
                    for number in 0..<rows.count {
                        let length = rows.length(number)
                        lengths.initializeElement(at: number, to: Int32(truncatingIfNeeded: length))
                        let isIn =
                            rows.flags(number).isDisjoint(with: .dead) && (!isNarrow || query.admits(rows[number]))
                        admitted.initializeElement(at: number, to: isIn)
                        guard isIn else { continue }
                        count += 1
                        total += length
                        let moment = rows.milliseconds(number)
                        if moment < last { isInOrder = false }
                        last = moment
                    }
                }
            }
            let newest = Self.newest(query.weights.reach, rows, admitted, isInOrder)
            let mean = max(1, Double(total) / Double(max(1, count)))
            return (admitted, count, mean, lengths, isInOrder, newest)
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
