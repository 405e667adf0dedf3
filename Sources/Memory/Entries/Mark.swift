import HarnessKit

/// What a later line says of an entry.
struct Mark: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case again, helped, hurt, superseded, forgotten, holds, fails
    }

    let target: String
    let kind: Kind
    /// The successor's id, or the reason.
    var detail = ""
    var milliseconds = 0

    /// A line of the day's file, or nil where it is none of these.
    init?(line: JSON, milliseconds: Int) {
        let outcome = line["outcome"]?.string
        if let id = line["use"]?.string, let kind = outcome.flatMap(Kind.init(rawValue:)),
            [.helped, .hurt].contains(kind)
        {
            self.init(target: id, kind: kind)
        } else if let id = line["check"]?.string, let kind = outcome.flatMap(Kind.init(rawValue:)),
            [.holds, .fails].contains(kind)
        {
            self.init(target: id, kind: kind)
        } else if let id = line["again"]?.string {
            self.init(target: id, kind: .again)
        } else if let id = line["supersede"]?.string, let successor = line["by"]?.string {
            self.init(target: id, kind: .superseded, detail: successor)
        } else if let id = line["forget"]?.string {
            self.init(target: id, kind: .forgotten, detail: line["reason"]?.string ?? "")
        } else {
            return nil
        }
        self.milliseconds = milliseconds
    }

    init(target: String, kind: Kind, detail: String = "", milliseconds: Int = 0) {
        self.target = target
        self.kind = kind
        self.detail = detail
        self.milliseconds = milliseconds
    }

    /// As it is written into the day's file; the mark of its own keeps two of one second apart.
    func line(at moment: Date, by author: String?, own mark: Bytes) -> JSON {
        let name =
            switch kind {
            case .again: "again"
            case .helped, .hurt: "use"
            case .superseded: "supersede"
            case .forgotten: "forget"
            case .holds, .fails: "check"
            }
        let hasOutcome = [.helped, .hurt, .holds, .fails].contains(kind)
        return .members([
            "mark": .string(mark.hexadecimal), name: .string(target),
            "outcome": hasOutcome ? .string(kind.rawValue) : nil,
            "by": kind == .superseded ? .string(detail) : nil,
            "reason": kind == .forgotten ? .string(detail) : nil,
            "timestamp": .string(moment.iso8601), "author": author.map(JSON.string),
        ])
    }
}
