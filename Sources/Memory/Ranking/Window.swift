import HarnessKit

/// The entries that a question is put to, with what they have in common.
struct Window {
    let admitted: [Bool]
    let count: Int
    let meanLength: Double
    /// How many entries of the window are newer, by number.
    let age: [Int32]

    init(_ facts: [Facts], for query: SearchQuery) {
        var admitted = [Bool](repeating: false, count: facts.count)
        var count = 0
        var length = 0
        var isInOrder = true
        var last = Int.min
        for number in facts.indices where query.admits(facts[number]) {
            admitted[number] = true
            count += 1
            length += facts[number].length
            if facts[number].milliseconds < last { isInOrder = false }
            last = facts[number].milliseconds
        }
        var age = [Int32](repeating: 0, count: facts.count)
        var newer: Int32 = 0
        if isInOrder {
            for number in facts.indices.reversed() where admitted[number] {
                age[number] = newer
                newer += 1
            }
        } else {
            let order = facts.indices.filter { admitted[$0] }.sorted {
                (facts[$0].milliseconds, $0) > (facts[$1].milliseconds, $1)
            }
            for number in order {
                age[number] = newer
                newer += 1
            }
        }
        self.admitted = admitted
        self.count = count
        meanLength = max(1, Double(length) / Double(max(1, count)))
        self.age = age
    }
}
