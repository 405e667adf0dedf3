/// A moment as people type it: "30m", "24h", "7d", "4w" ago, a date, or a time.
package enum TimeExpression: ArgumentValue, Equatable {
    case ago(Duration)
    case at(Date)

    package static let expectation = "30m, 24h, 7d, 4w, a date or a time"

    package init?(word: Word) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        if let unit = word.text.last.flatMap({ units[$0] }), let count = Int(word.text.dropLast()),
            (0...100_000).contains(count)
        {
            self = .ago(.seconds(count * unit))
        } else if let moment = Date(iso8601: word.text) {
            self = .at(moment)
        } else {
            return nil
        }
    }

    /// As one would type it.
    package var text: String {
        switch self {
        case .at(let moment): return moment.iso8601
        case .ago(let duration):
            let seconds = duration.milliseconds / 1000
            let (size, unit) = [(86_400, "d"), (3600, "h"), (60, "m")].first { seconds % $0.0 == 0 } ?? (1, "s")
            return "\(seconds / size)\(unit)"
        }
    }

    package func moment(before now: Date) -> Date {
        switch self {
        case .ago(let duration): Date(milliseconds: now.milliseconds - duration.milliseconds)
        case .at(let moment): moment
        }
    }
}
