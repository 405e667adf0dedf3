import HarnessKit
import Ledger

/// How long one step of the way takes, over many tasks.
struct StepTime {
    let name: String
    let about: String
    let milliseconds: [Double]

    init(_ name: String, _ about: String, _ times: [Double]) {
        self.name = name
        self.about = about
        milliseconds = times.sorted()
    }

    var count: Int { milliseconds.count }
    var median: Double { at(0.5) }
    var most: Double { at(0.9) }
    var longest: Double { milliseconds.last ?? 0 }

    private func at(_ share: Double) -> Double {
        guard !milliseconds.isEmpty else { return 0 }
        return milliseconds[min(milliseconds.count - 1, Int((Double(milliseconds.count - 1) * share).rounded()))]
    }

    var json: JSON {
        [
            "step": .string(name), "count": .integer(count), "median_ms": .number(median.rounded()),
            "nine_in_ten_ms": .number(most.rounded()), "longest_ms": .number(longest.rounded()),
        ]
    }
}

/// Collects the times of steps while events pass in their order.
struct StepWatch {
    let since: Date?
    private var last: [String: Date] = [:]
    private var starts: [String: Date] = [:]
    private var times: [String: [Double]] = [:]

    init(since: Date?) {
        self.since = since
    }

    /// The steps in the order of a task's way, with what is measured.
    private static let names = [
        ("plan", "from the start to an approved plan"), ("phase", "from one checkpoint to the next"),
        ("validate", "build, lint and tests"), ("verify", "one run of scenarios"),
        ("gate", "the controls of one 'complete'"), ("task", "from the start to the end"),
    ]

    var steps: [StepTime] {
        Self.names.compactMap { name, about in times[name].map { StepTime(name, about, $0) } }
    }

    mutating func take(_ line: EventLine, _ body: JSON) {
        let stream = line.stream
        switch line.kind {
        case TaskStarted.kind:
            starts[stream] = line.at
            last[stream] = line.at
        case TaskReopened.kind:
            // What lay between is nobody's work.
            starts[stream] = nil
            last[stream] = line.at
        case PlanJudged.kind where body["verdict"]?.string != "rejected":
            note("plan", from: starts[stream], to: line.at)
        case PhaseCheckpointed.kind:
            note("phase", from: last[stream], to: line.at)
            last[stream] = line.at
        case ValidationFinished.kind: note("validate", sum(body["steps"]), at: line.at)
        case GatePassed.kind, GateRefused.kind: note("gate", sum(body["controls"]), at: line.at)
        case TaskEnded.kind: note("task", from: starts[stream], to: line.at)
        default: break
        }
    }

    mutating func take(_ run: RunLine) {
        note("verify", from: run.started, to: run.ended)
    }

    private func sum(_ items: JSON?) -> Double? {
        let seconds = (items?.items ?? []).compactMap { item -> Double? in
            switch item["seconds"] {
            case .number(let value)?: value
            case .integer(let value)?: Double(value)
            default: nil
            }
        }
        return seconds.isEmpty ? nil : seconds.reduce(0, +) * 1000
    }

    private mutating func note(_ name: String, from start: Date?, to end: Date) {
        guard let start else { return }
        note(name, max(0, end.timeIntervalSince(start) * 1000), at: end)
    }

    private mutating func note(_ name: String, _ milliseconds: Double?, at moment: Date) {
        guard let milliseconds, moment >= since ?? .distantPast else { return }
        times[name, default: []].append(milliseconds)
    }
}
