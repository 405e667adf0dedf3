import HarnessKit

/// Bars over time with an axis, as inline SVG.
///
/// Places are shares of the width and letters keep their size, so that it reads at 360 pixels as at 1400.
struct Chart {
    struct Bar {
        let start: Double
        let length: Double
        let style: String
        let title: String?
    }

    struct Row {
        let title: String
        let detail: String
        let bars: [Bar]
        /// How long it took; the sum of its bars where nothing is said.
        var milliseconds: Double?

        var length: Double { milliseconds ?? bars.reduce(0) { $0 + $1.length } }
    }

    private static let rowHeight = 38
    private static let axisHeight = 22

    let title: String
    let rows: [Row]
    let from: Double
    let to: Double

    func markup(id: String) -> Markup {
        let height = rows.count * Self.rowHeight + Self.axisHeight + 6
        let told = rows.prefix(40).map {
            "\(VisibleText.oneLine($0.title, atMost: 60)) \(TimeText.milliseconds($0.length))"
        }
        var page: Markup = """
            <svg role="img" aria-labelledby="\(id)-title \(id)-desc" width="100%" height="\(height)">
            <title id="\(id)-title">\(title)</title>
            <desc id="\(id)-desc">\(told.joined(separator: ", "))</desc>

            """
        for tick in ticks { page += markup(of: tick, height) }
        for (index, row) in rows.enumerated() { page += markup(of: row, at: index * Self.rowHeight + 4) }
        page += "</svg>"
        return page
    }

    private func markup(of row: Row, at top: Int) -> Markup {
        let name = Self.cut(row.title, to: 30)
        let detail = Self.cut(row.detail, to: 36 - Self.width(of: name))
        var page: Markup = """
            <text x="0" y="\(top + 12)"><tspan class="name">\(name)</tspan> \
            <tspan dx="6" class="soft">\(detail)</tspan></text>\
            <text x="100%" y="\(top + 12)" class="end">\(TimeText.milliseconds(row.length))</text>\
            <rect class="track" x="0" y="\(top + 19)" width="100%" height="9" rx="2"/>

            """
        for bar in row.bars {
            let width = share(bar.start + bar.length) - share(bar.start)
            page += """
                <rect class="\(bar.style)" x="\(percent(share(bar.start)))" y="\(top + 19)" width="\(percent(width))" \
                height="9"
                """
            if let title = bar.title {
                let text = "\(VisibleText.oneLine(title, atMost: 80)), \(TimeText.milliseconds(bar.length))"
                page += "><title>\(text)</title></rect>\n"
            } else {
                page += "/>\n"
            }
        }
        return page
    }

    private func markup(of tick: Double, _ height: Int) -> Markup {
        let place = share(tick)
        let side = place < 0.04 ? "" : place > 0.96 ? " end" : " middle"
        let x = percent(place)
        return """
            <line x1="\(x)" x2="\(x)" y1="0" y2="\(height - Self.axisHeight)"/>\
            <text x="\(x)" y="\(height - 6)" class="tick\(side)">\(label(of: tick))</text>

            """
    }

    /// At most six round moments.
    private var ticks: [Double] {
        let step = self.step
        var moments: [Double] = []
        var moment = (from / step).rounded(.up) * step
        while moment <= to, moments.count < 7 {
            moments.append(moment)
            moment += step
        }
        return moments
    }

    private var step: Double {
        let minutes = [60_000.0, 120_000, 300_000, 600_000, 1_200_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000]
        let atLeast = (to - from) / 5
        if atLeast > 30_000 { return minutes.first { $0 >= atLeast } ?? atLeast }
        var power = 0.001
        while power * 10 <= atLeast { power *= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= atLeast } ?? power * 10
    }

    private func label(of tick: Double) -> String {
        if tick == 0 { return "0" }
        if step >= 60_000 { return "\(TimeText.fixed(tick / 60_000, places: 0)) min" }
        if step >= 100, to >= 1000 { return "\(TimeText.fixed(tick / 1000, places: 1)) s" }
        return "\(TimeText.fixed(tick, places: step < 1 ? 3 : 0)) ms"
    }

    private func share(_ moment: Double) -> Double {
        guard moment.isFinite else { return 0 }
        return min(max((moment - from) / (to - from), 0), 1)
    }

    private func percent(_ share: Double) -> String { "\(TimeText.fixed(share * 100, places: 2))%" }

    /// A label of a width in letters; some writings have letters twice as wide.
    private static func cut(_ text: String, to limit: Int) -> String {
        let line = VisibleText.oneLine(text, atMost: 100)
        guard width(of: line) > limit else { return line }
        var (kept, room) = ("", limit - 1)
        for character in line {
            room -= width(of: String(character))
            guard room >= 0 else { break }
            kept.append(character)
        }
        return kept.isEmpty ? "" : kept + "…"
    }

    private static func width(of text: String) -> Int {
        text.reduce(0) { $0 + (($1.unicodeScalars.first?.value ?? 0) >= 0x1100 ? 2 : 1) }
    }
}
