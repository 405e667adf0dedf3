import HarnessKit

/// Whether so many failures in one place are more than what falls there by chance.
enum Chance {
    /// How often chance alone may invent a pattern in a whole history.
    private static let tolerated = 0.001
    /// Fewer places than these tell nothing about chance.
    private static let fewest = 10

    /// Marks the clusters that hold more than chance would put there, were all places alike.
    static func mark(_ clusters: inout [Cluster]) {
        guard clusters.count >= fewest else { return }
        let total = clusters.reduce(0) { $0 + $1.count }
        var verdicts: [Int: Bool] = [:]
        for index in clusters.indices {
            let count = clusters[index].count
            if verdicts[count] == nil {
                let others = Double(total - count) / Double(clusters.count - 1)
                let rate = rate(ofThoseSeen: others)
                verdicts[count] = tail(count, rate) * Double(clusters.count) < tolerated
            }
            clusters[index].isMeant = verdicts[count] ?? true
        }
    }

    /// The rate of a Poisson process of which the places without any event are not seen.
    ///
    /// Solves mean = rate / (1 - e^-rate) by halving.
    static func rate(ofThoseSeen mean: Double) -> Double {
        guard mean > 1 else { return 0 }
        var (low, high) = (0.0, mean)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if middle / (1 - exp(-middle)) < mean { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// How likely a Poisson process of that rate gives at least so many.
    static func tail(_ count: Int, _ rate: Double) -> Double {
        guard rate > 0 else { return 0 }
        // From the term of `count` upwards, in logarithms until the first term is known.
        var logarithm = -rate
        for number in 1...max(count, 1) { logarithm += log(rate) - log(Double(number)) }
        if Double(count) <= rate { return 1 }
        var term = exp(logarithm)
        var sum = 0.0
        var number = Double(count)
        while term > sum * 1e-12, term > 0 {
            sum += term
            number += 1
            term *= rate / number
        }
        return min(1, sum)
    }
}
