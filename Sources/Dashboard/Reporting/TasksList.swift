import HarnessKit
import Ledger
import Verifier

/// Every task with what happened to it, to unfold; many are gathered in weeks.
struct TasksList {
    let trails: [TaskTrail]

    /// So many stand without weeks around them.
    private static let fewest = 12
    /// A page of more stories would be slow to open; the figures count all of them.
    private static let most = 3000
    /// Of a longer story the beginning and the end.
    private static let mostHappenings = 40

    var markup: Markup {
        guard !trails.isEmpty else { return Markup() }
        var page: Markup = """
            <section aria-labelledby="tasks">
            <h2 id="tasks">Tasks <span class="count">\(trails.count)</span></h2>

            """
        if trails.count <= Self.fewest {
            for trail in trails { page += markup(of: trail) }
        } else {
            for (index, week) in weeks.enumerated() { page += markup(of: week, isOpen: index == 0) }
        }
        if trails.count > Self.most {
            page += """
                <p class="note">The \(trails.count - Self.most) before these are counted above and not told here: \
                <code>task-state log --task-id ID</code> tells each.</p>

                """
        }
        page += "</section>\n"
        return page
    }

    private struct Week {
        let start: Date
        var trails: [TaskTrail]
    }

    private var weeks: [Week] {
        var weeks: [Week] = []
        for trail in trails.prefix(Self.most) {
            let start = TimeBuckets.start(of: trail.moment, .week)
            if weeks.last?.start == start {
                weeks[weeks.count - 1].trails.append(trail)
            } else {
                weeks.append(Week(start: start, trails: [trail]))
            }
        }
        return weeks
    }

    private func markup(of week: Week, isOpen: Bool) -> Markup {
        let open: Markup = isOpen ? " open" : Markup()
        let end = week.start.addingTimeInterval(6 * 86_400)
        let verified = week.trails.count { $0.proof?.isVerified == true }
        let ended = week.trails.count { $0.proof != nil }
        var page: Markup = """
            <details class="week"\(open)><summary><b>\(DayText.day(week.start)) – \(DayText.long(end))</b> \
            <span class="meta">\(counted(week.trails.count, "task")), \(verified) of \(ended) verified</span></summary>

            """
        for trail in week.trails { page += markup(of: trail) }
        page += "</details>\n"
        return page
    }

    private func markup(of trail: TaskTrail) -> Markup {
        let task = trail.task
        let word = trail.proof?.rawValue ?? (task.status == .blocked ? "blocked" : "in progress")
        let place: Markup = trail.place.map { " <span class=\"soft\">in \($0)</span>" } ?? Markup()
        var page: Markup = """
            <article class="task \(style(of: trail))"><details><summary><span class="pill">\(word)</span>\
            <h3>\(VisibleText.oneLine(task.name, atMost: 160))\(place)</h3>\
            <span class="meta">\(meta(of: trail))</span></summary>
            <div class="body"><p class="origin"><code>\(task.id.text)</code>, \(task.kind), \
            phase \(task.phase) of \(task.phases)</p>
            <ol class="trail">

            """
        var day = ""
        let (shown, hidden) = cut(trail.happenings)
        for (index, happening) in shown.enumerated() {
            if hidden > 0, index == Self.mostHappenings / 2 {
                page += "<li class=\"rest\">\(hidden) more, which <code>task-state log</code> shows</li>\n"
            }
            let today = DayText.day(happening.at)
            page += markup(of: happening, day: today == day ? nil : today)
            day = today
        }
        page += "</ol></div></details></article>\n"
        return page
    }

    private func markup(of happening: TaskTrail.Happening, day: String?) -> Markup {
        let date: Markup = day.map { "\($0), " } ?? Markup()
        let tone: Markup =
            switch happening.words.tone {
            case .good: " class=\"good\""
            case .bad: " class=\"bad\""
            case .doubtful: " class=\"doubtful\""
            default: Markup()
            }
        var page: Markup = """
            <li><time>\(date)\(DayText.time(happening.at))</time><span><b\(tone)>\(happening.words.words)</b>
            """
        if !happening.words.detail.isEmpty {
            page += " <span class=\"soft\">\(VisibleText.oneLine(happening.words.detail, atMost: 200))</span>"
        }
        page += "</span></li>\n"
        return page
    }

    private func cut(_ all: [TaskTrail.Happening]) -> (shown: [TaskTrail.Happening], hidden: Int) {
        guard all.count > Self.mostHappenings else { return (all, 0) }
        let half = Self.mostHappenings / 2
        return (Array(all.prefix(half) + all.suffix(half)), all.count - Self.mostHappenings)
    }

    private func meta(of trail: TaskTrail) -> String {
        guard trail.proof != nil else { return "since \(DayText.day(trail.task.started))" }
        let length = trail.moment.timeIntervalSince(trail.task.started) * 1000
        let tries = trail.refusals > 0 ? ", refused \(trail.refusals == 1 ? "once" : "\(trail.refusals) times")" : ""
        return "\(DayText.day(trail.moment)), \(SpanText.words(length))\(tries)"
    }

    private func style(of trail: TaskTrail) -> String {
        switch trail.proof {
        case .proved, .replayed: "ok"
        case .unverified: "doubt"
        case .failed: "fail"
        case .imported, .abandoned, nil: "open"
        }
    }
}
