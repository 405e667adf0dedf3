/// Colours, where somebody can see them.
package struct Style: Sendable {
    package let isEnabled: Bool

    /// Only on a terminal that can, or where `CLICOLOR_FORCE` asks for it; never where `NO_COLOR` is set.
    package init(for output: Output, environment: Environment) {
        let isForced = environment.nonEmpty("CLICOLOR_FORCE").map { $0 != "0" } ?? false
        let canShow = output.isTerminal && environment["TERM"] != "dumb"
        isEnabled = (canShow || isForced) && environment.nonEmpty("NO_COLOR") == nil
    }

    package func reversed(_ text: String) -> String { paint(text, "7") }

    package func bold(_ text: String) -> String { paint(text, "1") }
    package func dim(_ text: String) -> String { paint(text, "2") }
    package func red(_ text: String) -> String { paint(text, "31") }
    package func green(_ text: String) -> String { paint(text, "32") }
    package func yellow(_ text: String) -> String { paint(text, "33") }

    private func paint(_ text: String, _ code: String) -> String {
        isEnabled && !text.isEmpty
            ? "\(TerminalText.ours)\(code)m\(text)\(TerminalText.ours)0m" : text
    }
}
