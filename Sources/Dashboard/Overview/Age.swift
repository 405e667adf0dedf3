import HarnessKit

/// How long ago something was, in one unit.
enum Age {
    static func words(since moment: Date, now: Date) -> String {
        let seconds = max(0, Int(now.timeIntervalSince(moment)))
        switch seconds {
        case ..<5: return "now"
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) d"
        }
    }

    /// "3 min ago", "now".
    static func ago(_ moment: Date, now: Date) -> String {
        let words = words(since: moment, now: now)
        return words == "now" ? words : "\(words) ago"
    }
}
