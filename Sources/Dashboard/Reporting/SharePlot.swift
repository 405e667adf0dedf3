import HarnessKit
import Ledger
import Verifier

/// How the tasks that ended fared, in columns over time, as inline SVG.
///
/// Places are shares of the width and letters keep their size, so that it reads at 360 pixels as at 1400.
struct SharePlot {
    struct Bucket {
        let from: Date
        let to: Date
        let label: String
        var counts: [ProofWord: Int] = [:]

        var total: Int { counts.values.reduce(0, +) }
        var verified: Int { counts.filter(\.key.isVerified).reduce(0) { $0 + $1.value } }

        var json: JSON {
            .object(
                .init(
                    [
                        .init("from", .string(from.iso8601)), .init("ended", .integer(total)),
                        .init("verified", .integer(verified)),
                    ] + ProofWord.allCases.map { JSON.Member($0.rawValue, .integer(counts[$0] ?? 0)) }))
        }
    }

    let unit: TimeBuckets.Unit
    private(set) var buckets: [Bucket]
    private static let height = 180.0
    private static let top = 24.0

    init(figures: TasksFigures) {
        let ended = figures.ended
        let first = figures.since ?? ended.map(\.moment).min() ?? figures.now
        let times = TimeBuckets(from: first, to: figures.now)
        unit = times.unit
        var buckets = (0..<times.edges.count - 1).map { index in
            Bucket(from: times.edges[index], to: times.edges[index + 1], label: times.label(index))
        }
        for trail in ended {
            guard let index = times.index(of: trail.moment), let proof = trail.proof else { continue }
            buckets[index].counts[proof, default: 0] += 1
        }
        self.buckets = buckets
    }

    /// The class that gives each word its colour.
    static func style(of word: ProofWord) -> String {
        switch word {
        case .proved: "pass"
        case .replayed: "odd"
        case .imported: "import"
        case .unverified: "start"
        case .failed: "fail"
        case .abandoned: "stop"
        }
    }

    var markup: Markup {
        let told = buckets.filter { $0.total > 0 }.suffix(40).map {
            "\($0.label): \($0.verified) of \($0.total) verified"
        }
        var page: Markup = """
            <figure class="chart"><svg role="img" class="share" aria-labelledby="share-title share-desc" width="100%" \
            height="\(Int(Self.height + Self.top) + 26)">
            <title id="share-title">How the tasks ended, over time</title>
            <desc id="share-desc">\(told.joined(separator: ", "))</desc>

            """
        for share in [0.0, 0.5, 1] { page += grid(share) }
        for index in buckets.indices { page += column(index) }
        for index in labelled { page += label(index) }
        page += "</svg>\n<figcaption>"
        for word in ProofWord.allCases where buckets.contains(where: { $0.counts[word] != nil }) {
            page += "<span class=\"key \(Self.style(of: word))\">\(word.rawValue)</span> "
        }
        page += "<span>each column is \(unitWords) and all of its tasks that ended, whose number stands above it</span>"
        page += "</figcaption></figure>\n"
        return page
    }

    private var unitWords: String {
        switch unit {
        case .day: "a day"
        case .week: "a week"
        case .month: "a month"
        }
    }

    private func grid(_ share: Double) -> Markup {
        let y = Self.top + Self.height * (1 - share)
        return """
            <line x1="0" x2="100%" y1="\(TimeText.fixed(y, places: 1))" y2="\(TimeText.fixed(y, places: 1))"/>

            """
    }

    private func column(_ index: Int) -> Markup {
        let bucket = buckets[index]
        guard bucket.total > 0 else { return Markup() }
        let step = 100 / Double(buckets.count)
        let width = step * (buckets.count > 14 ? 0.82 : 0.66)
        let x = Double(index) * step + (step - width) / 2
        var page: Markup = "<g><title>\(title(of: bucket))</title>"
        var bottom = Self.top + Self.height
        for word in ProofWord.allCases {
            guard let count = bucket.counts[word] else { continue }
            let height = Self.height * Double(count) / Double(bucket.total)
            bottom -= height
            page += """
                <rect class="\(Self.style(of: word))" x="\(TimeText.fixed(x, places: 2))%" \
                y="\(TimeText.fixed(bottom, places: 1))" width="\(TimeText.fixed(width, places: 2))%" \
                height="\(TimeText.fixed(max(1, height - 1), places: 1))"/>
                """
        }
        if buckets.count <= 14 || bucket.total < 100 {
            page += """
                <text class="tick middle" x="\(TimeText.fixed(x + width / 2, places: 2))%" y="\(Int(Self.top) - 7)">\
                \(bucket.total)</text>
                """
        }
        page += "</g>\n"
        return page
    }

    private func title(of bucket: Bucket) -> String {
        let parts = ProofWord.allCases.compactMap { word in bucket.counts[word].map { "\($0) \(word.rawValue)" } }
        return "\(bucket.label): \(parts.joined(separator: ", "))"
    }

    /// At most four labels, with room between them also on a telephone.
    private var labelled: [Int] {
        let step = max(1, Int((Double(buckets.count) / 4).rounded(.up)))
        return buckets.indices.filter { (buckets.count - 1 - $0) % step == 0 }
    }

    private func label(_ index: Int) -> Markup {
        let place = (Double(index) + 0.5) / Double(buckets.count) * 100
        let isLast = index == buckets.count - 1 && buckets.count > 8
        let isFirst = index == 0 && buckets.count > 8
        let side = isLast ? " end" : isFirst ? "" : " middle"
        let x = isLast ? "100%" : isFirst ? "0" : "\(TimeText.fixed(place, places: 2))%"
        return """
            <text class="tick\(side)" x="\(x)" y="\(Int(Self.top + Self.height) + 18)">\(buckets[index].label)</text>

            """
    }
}
