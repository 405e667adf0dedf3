/// Every command of every tool as one page of Markdown: `references/commands.md`.
package enum Reference {
    package static func page(of tools: [CommandNode]) -> String {
        var parts = [
            """
            # Commands

            Made by `harness-executor reference`; a test holds it against the program. Every command also runs \
            as `harness-executor TOOL COMMAND`, for where a short name such as `verify` is taken.
            """,
            """
            ## With every command

            \(table(GlobalOptions.forms))
            """,
            """
            ## Exit status

            | exit | meaning |
            |--:|---|
            \(ExitCode.allCases.map { "| \($0.rawValue) | \($0.meaning) |" }.joined(separator: "\n"))
            """,
        ]
        for tool in tools { parts += sections(of: tool, below: []) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func sections(of node: CommandNode, below words: [String]) -> [String] {
        let words = words + [node.name]
        let forms = node.action?.parameters() ?? []
        var parts = ["\(words.count == 1 ? "##" : "###") `\(words.joined(separator: " "))`"]
        parts.append(node.summary.prefix(1).uppercased() + node.summary.dropFirst() + ".")
        if node.action != nil {
            parts.append("```\n\(HelpPage(node: node, words: words).usage.dropFirst("Usage: ".count))\n```")
        }
        if !node.notes.isEmpty { parts.append(node.notes) }
        if !forms.isEmpty { parts.append(table(forms)) }
        if !node.examples.isEmpty {
            parts.append(node.examples.map { "- `\($0.line)`: \($0.about)" }.joined(separator: "\n"))
        }
        return parts + node.visibleChildren.flatMap { sections(of: $0, below: words) }
    }

    private static func table(_ forms: [ParameterForm]) -> String {
        let rows = forms.map { form in
            let name = form.isPositional ? form.value : HelpPage.spelling(form)
            let choices = form.choices.isEmpty ? "" : " (\(form.choices.joined(separator: ", ")))"
            return "| `\(name)` | \(form.isRequired ? "required; " : "")\(form.about)\(choices) |"
        }
        return (["| | |", "|---|---|"] + rows).joined(separator: "\n")
    }
}
