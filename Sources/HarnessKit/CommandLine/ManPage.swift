/// A tool's manual page in troff, from the tables that parse its command line.
package struct ManPage {
    let tool: CommandNode
    let build: Program.Build
    /// The other tools, for SEE ALSO.
    let others: [String]

    package init(of tool: CommandNode, in program: Program) {
        self.tool = tool
        build = program.build
        others = program.all.map(\.name).filter { $0 != tool.name }
    }

    package var text: String {
        var lines = [
            #".\" Made by 'harness-executor reference --man'."#,
            ".TH \(Self.quoted(tool.name.uppercased())) 1 \"\" \(Self.quoted("harness-executor \(build.version)")) \"User commands\"",
            ".nh", ".ad l", ".SH NAME", "\(Self.escaped(tool.name)) \\- \(Self.escaped(tool.summary))", ".SH SYNOPSIS",
        ]
        lines += Self.usage(of: tool, [tool.name])
        let body = Self.prose(tool.notes) + Self.options(of: tool)
        if !body.isEmpty { lines += [".SH DESCRIPTION"] + body }
        lines += Self.examples(of: tool)
        let children = tool.visibleChildren
        if !children.isEmpty { lines.append(".SH COMMANDS") }
        for child in children { lines += Self.section(of: child, below: [tool.name]) }
        lines += [".SH WITH EVERY COMMAND"] + Self.rows(GlobalOptions.forms)
        lines.append(".SH EXIT STATUS")
        for code in ExitCode.allCases { lines += [".TP 4", "\(code.rawValue)", Self.escaped(code.meaning)] }
        lines += [".SH SEE ALSO", others.map { ".BR \($0) (1)" }.joined(separator: ",\n")]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(of node: CommandNode, below words: [String]) -> [String] {
        let words = words + [node.name]
        var lines = [".SS \(quoted(words.dropFirst().joined(separator: " ")))"]
        lines.append(escaped(node.summary.prefix(1).uppercased() + node.summary.dropFirst() + "."))
        if node.action != nil { lines += [".PP"] + usage(of: node, words) }
        lines += prose(node.notes) + options(of: node) + examples(of: node)
        return lines + node.visibleChildren.flatMap { section(of: $0, below: words) }
    }

    private static func usage(of node: CommandNode, _ words: [String]) -> [String] {
        let usage = HelpPage(node: node, words: words).usage.dropFirst("Usage: ".count)
        return [".nf"] + usage.split(separator: "\n").map { escaped(String($0)) } + [".fi"]
    }

    private static func options(of node: CommandNode) -> [String] { rows(node.action?.parameters() ?? []) }

    private static func rows(_ forms: [ParameterForm]) -> [String] {
        forms.flatMap { form in
            let name = form.isPositional ? form.value : HelpPage.spelling(form)
            let choices = form.choices.isEmpty ? "" : " (\(form.choices.joined(separator: ", ")))"
            return [".TP", ".B \(quoted(name))", escaped(form.about + choices)]
        }
    }

    private static func examples(of node: CommandNode) -> [String] {
        node.examples.flatMap { [".TP", ".B \(quoted($0.line))", escaped($0.about)] }
    }

    /// Paragraphs; lines that are indented stay as they are.
    private static func prose(_ text: String) -> [String] {
        text.split(separator: "\n\n").flatMap { paragraph -> [String] in
            let lines = paragraph.split(separator: "\n", omittingEmptySubsequences: true)
            let isVerbatim = lines.contains { $0.hasPrefix("  ") }
            let text = lines.map { escaped(String($0)) }
            return [".PP"] + (isVerbatim ? [".nf"] + text + [".fi"] : text)
        }
    }

    /// A word of a macro's line.
    private static func quoted(_ text: String) -> String {
        let inner = special(text).split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\(dq")
        return "\"\(inner)\""
    }

    /// A line of text: what troff would take for its own is none of it.
    private static func escaped(_ text: String) -> String {
        let line = special(text)
        return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
    }

    private static func special(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "`": result += "\\(ga"
            case "'": result += "\\(aq"
            case "…": result += "..."
            case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
            default: result += "\\[u\(hexadecimal(scalar.value))]"
            }
        }
        return result
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
