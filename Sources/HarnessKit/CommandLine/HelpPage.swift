/// A node of the command tree as text: `--help`, and a section of the reference.
struct HelpPage {
    let node: CommandNode
    /// The words that lead to it: `["task-state", "plan"]`.
    let words: [String]
    var style: Style?

    var text: String {
        var parts = [node.summary.prefix(1).uppercased() + node.summary.dropFirst() + ".", usage]
        if !node.notes.isEmpty { parts.append(node.notes) }
        let forms = node.action?.parameters() ?? []
        parts.append(section("Arguments", forms.filter(\.isPositional).map { ($0.value, describe($0)) }))
        parts.append(section("Options", forms.filter { !$0.isPositional }.map { (Self.spelling($0), describe($0)) }))
        parts.append(section("Commands", node.visibleChildren.map { ($0.name, $0.summary) }))
        parts.append(section("With every command", GlobalOptions.forms.map { (Self.spelling($0), $0.about) }))
        parts.append(section("Examples", node.examples.map { ($0.line, $0.about) }))
        if node.action == nil, node.visibleChildren.isEmpty { parts.append("It has no commands in this version.") }
        if !node.visibleChildren.isEmpty {
            parts.append("'\(words.joined(separator: " ")) COMMAND --help' tells more of one command.")
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// "Usage: task-state checkpoint --phase N …", broken into lines.
    var usage: String {
        let start = "Usage: " + words.joined(separator: " ")
        guard let action = node.action else { return "\(start) COMMAND" }
        let forms = action.parameters()
        let positionals = forms.filter(\.isPositional).map(Self.usage(of:))
        let options = forms.filter { !$0.isPositional }.map(Self.usage(of:))
        var lines = [start]
        for piece in positionals + options {
            if lines[lines.count - 1].count + piece.count > 96 { lines.append(String(repeating: " ", count: 7)) }
            lines[lines.count - 1] += " " + piece
        }
        if !node.visibleChildren.isEmpty { lines.append("       \(words.joined(separator: " ")) COMMAND") }
        return lines.joined(separator: "\n")
    }

    static func spelling(_ form: ParameterForm) -> String {
        let value = form.value.isEmpty ? "" : " \(form.value)\(form.arity == .upToNext ? "..." : "")"
        return form.names.joined(separator: ", ") + value
    }

    private static func usage(of form: ParameterForm) -> String {
        let dots = form.arity == .upToNext ? "..." : ""
        let text =
            form.isPositional ? form.value + dots : "\(form.title)\(form.value.isEmpty ? "" : " ")\(form.value)\(dots)"
        if form.isRequired { return text }
        return "[\(text)]" + (form.repeats && form.arity == .one ? "..." : "")
    }

    private func describe(_ form: ParameterForm) -> String {
        form.choices.isEmpty ? form.about : "\(form.about) (\(form.choices.joined(separator: ", ")))"
    }

    private func section(_ title: String, _ rows: [(String, String)]) -> String {
        guard !rows.isEmpty else { return "" }
        let width = rows.map(\.0.count).filter { $0 <= 28 }.max() ?? 0
        let lines = rows.map { left, right in
            let gap =
                left.count <= width
                ? String(repeating: " ", count: width - left.count) : "\n  " + String(repeating: " ", count: width)
            return "  \(left)\(gap)  \(right)"
        }
        let heading = style?.bold("\(title):") ?? "\(title):"
        return ([heading] + lines).joined(separator: "\n")
    }
}
