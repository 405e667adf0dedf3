import HarnessKit
import Verifier

/// Counts as a table whose rows carry bars.
struct TasksBars {
    let id: String
    let title: String
    let rows: [(name: String, count: Int)]
    let style: String

    /// More kinds are summed up in a last row.
    private static let most = 12

    var markup: Markup {
        let greatest = max(1, rows.map(\.count).max() ?? 1)
        var page: Markup = """
            <section aria-labelledby="\(id)">
            <h2 id="\(id)">\(title)</h2>
            <table class="bars"><tbody>

            """
        let shown = rows.count == Self.most + 1 ? rows.count : Self.most
        for row in rows.prefix(shown) { page += markup(row.name, row.count, greatest) }
        let rest = rows.dropFirst(shown)
        if !rest.isEmpty {
            page += markup("\(rest.count) other kinds", rest.reduce(0) { $0 + $1.count }, greatest)
        }
        page += "</tbody></table>\n</section>\n"
        return page
    }

    private func markup(_ name: String, _ count: Int, _ greatest: Int) -> Markup {
        let width = TimeText.fixed(min(100, Double(count) * 100 / Double(greatest)), places: 1)
        let bar: Markup = count == 0 ? Markup() : "<i class=\"\(style)\" style=\"width:\(width)%\"></i>"
        return """
            <tr><th scope="row">\(VisibleText.oneLine(name, atMost: 60))</th>\
            <td class="number">\(count)</td><td class="bar" aria-hidden="true">\(bar)</td></tr>

            """
    }
}
