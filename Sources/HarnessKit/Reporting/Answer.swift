/// What a command found or did, in both of its forms; rendered in one place, by `Reporter`.
package struct Answer: Sendable {
    package var exit: ExitCode
    /// The exact command to type next.
    package var next: String?
    /// Whether standard output carries the text alone, for `ID=$(…)`; what comes next is then said beside it.
    package var isBare = false
    /// Lines for the person beside the terminal; they go to standard error and never into JSON.
    package var notes: [String]
    let json: @Sendable () -> JSON
    let text: @Sendable () -> String

    package init(
        exit: ExitCode = .yes, next: String? = nil, notes: [String] = [],
        json: @autoclosure @escaping @Sendable () -> JSON, text: @autoclosure @escaping @Sendable () -> String
    ) {
        self.exit = exit
        self.next = next
        self.notes = notes
        self.json = json
        self.text = text
    }
}
