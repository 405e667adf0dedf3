import HarnessKit
import Verifier

/// A terminal's text as an SVG of its own: readable in light and dark, with nothing from elsewhere.
struct TerminalPicture {
    let transcript: Transcript
    let title: String?

    private static let letter = 8.4
    private static let row = 20.0
    private static let edge = 20.0

    private static let sheet: Markup = """
        svg { color-scheme: light dark; } .paper { fill: #fdfcfa; stroke: #e2ded7; } \
        text { fill: #1d1b19; font: 14px ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", \
        "Liberation Mono", monospace; white-space: pre; } \
        .s { font-weight: 700; } .d { fill: #736d66; } .g { fill: #18693c; } .b { fill: #ac2318; } .w { fill: #7d5200; } \
        @media (prefers-color-scheme: dark) { .paper { fill: #161617; stroke: #323235; } text { fill: #eceae6; } \
        .d { fill: #98928b; } .g { fill: #6fd39a; } .b { fill: #ff9186; } .w { fill: #ecc16a; } }
        """

    var text: String {
        let columns = max(40, transcript.lines.map(\.columns).max() ?? 0)
        let width = Int((Double(columns) * Self.letter + 2 * Self.edge).rounded(.up))
        let top = Self.edge + (title == nil ? 0 : Self.row * 1.5)
        let height = Int((top + Double(transcript.lines.count) * Self.row + Self.edge).rounded(.up))
        let told = title ?? transcript.lines.first?.text ?? ""
        var page: Markup = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
            height="\(height)" role="img" aria-label="\(VisibleText.oneLine(told, atMost: 120))">
            <style>\(Self.sheet)</style>
            <rect class="paper" x="0.5" y="0.5" width="\(width - 1)" height="\(height - 1)" rx="8"/>

            """
        if let title {
            page += "<text class=\"d\" x=\"\(Int(Self.edge))\" y=\"\(Int(Self.edge) + 12)\">\(title)</text>\n"
        }
        for (index, line) in transcript.lines.enumerated() where line.columns > 0 {
            page += markup(of: line, at: top + Double(index) * Self.row + 14)
        }
        page += "</svg>\n"
        return page.text
    }

    /// Its length is said, so that columns stand one above the other in whatever font there is.
    private func markup(of line: StyledLine, at y: Double) -> Markup {
        var page: Markup = """
            <text x="\(Int(Self.edge))" y="\(TimeText.fixed(y, places: 1))" \
            textLength="\(TimeText.fixed(Double(line.columns) * Self.letter, places: 1))" xml:space="preserve">
            """
        for part in line.parts {
            switch style(of: part.tone) {
            case let style?: page += "<tspan class=\"\(style)\">\(part.text)</tspan>"
            case nil: page += "\(part.text)"
            }
        }
        page += "</text>\n"
        return page
    }

    private func style(of tone: StyledLine.Tone) -> String? {
        switch tone {
        case .plain: nil
        case .strong: "s"
        case .soft: "d"
        case .good: "g"
        case .bad: "b"
        case .doubtful: "w"
        }
    }
}
