import HarnessKit

/// A time cut into days, weeks or months, in UTC.
struct TimeBuckets {
    enum Unit { case day, week, month }

    let unit: Unit
    /// Where each begins, and where the last one ends.
    let edges: [Date]

    private static let day = 86_400.0

    /// At least seven, at most 27 days, weeks or months; of a longer time the last months.
    init(from start: Date, to end: Date) {
        let days = max(6, end.timeIntervalSince(start) / Self.day)
        let unit: Unit = days <= 21 ? .day : days <= 180 ? .week : .month
        self.unit = unit
        var edges: [Date] = []
        var edge = Self.start(of: end, unit)
        let least = Self.start(of: start, unit)
        while edges.count < 26, edges.count < 7 || edge >= least {
            edges.append(edge)
            edge = Self.start(of: edge.addingTimeInterval(-1), unit)
        }
        self.edges = edges.reversed() + [end.addingTimeInterval(0.001)]
    }

    /// Which one a moment lies in; nil where it lies before all.
    func index(of moment: Date) -> Int? {
        guard let first = edges.first, moment >= first else { return nil }
        return edges.dropLast().lastIndex { $0 <= moment }
    }

    static func start(of moment: Date, _ unit: Unit) -> Date {
        let day = (moment.timeIntervalSince1970 / Self.day).rounded(.down)
        switch unit {
        case .day: return Date(timeIntervalSince1970: day * Self.day)
        case .week:
            // 1970 began on a Thursday, weeks begin on Mondays.
            let monday = ((day + 3) / 7).rounded(.down) * 7 - 3
            return Date(timeIntervalSince1970: monday * Self.day)
        case .month: return Date(iso8601: "\(moment.iso8601.prefix(7))-01T00:00:00Z") ?? moment
        }
    }

    /// "14 Nov", or "Nov 2026" for months.
    func label(_ index: Int) -> String {
        unit == .month ? DayText.month(edges[index]) : DayText.day(edges[index])
    }
}

/// Days as people read them, in UTC.
enum DayText {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// "14 Nov".
    static func day(_ moment: Date) -> String {
        let parts = moment.iso8601.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, months.indices.contains(parts[1] - 1) else { return moment.day }
        return "\(parts[2]) \(months[parts[1] - 1])"
    }

    /// "14 Nov 2026".
    static func long(_ moment: Date) -> String { "\(day(moment)) \(moment.iso8601.prefix(4))" }

    /// "Nov 2026".
    static func month(_ moment: Date) -> String {
        "\(day(moment).split(separator: " ").last ?? "") \(moment.iso8601.prefix(4))"
    }

    /// "14:05".
    static func time(_ moment: Date) -> String { String(moment.iso8601.dropFirst(11).prefix(5)) }
}
