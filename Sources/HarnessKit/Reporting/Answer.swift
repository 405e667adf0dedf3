/// What a command found or did, in both of its forms; rendered in one place, by `Reporter`.
package struct Answer: Sendable {
    package var exit: ExitCode
    /// The exact command to type next.
    package var next: String?
    /// Whether standard output carries the text alone, for `ID=$(…)`; what comes next is then said beside it.
    package var isBare = false
    /// Lines for the person beside the terminal; they go to standard error and never into JSON.
    package var notes: [String]
    let document: Document
    let text: @Sendable () -> String

    /// The answer for programs: one value, or the items of an array, made one by one while they are written.
    enum Document: Sendable {
        case value(@Sendable () -> JSON)
        case items(@Sendable () -> any Sequence<JSON>)
    }

    package init(
        exit: ExitCode = .yes, next: String? = nil, notes: [String] = [],
        json: @autoclosure @escaping @Sendable () -> JSON, text: @autoclosure @escaping @Sendable () -> String
    ) {
        self.exit = exit
        self.next = next
        self.notes = notes
        document = .value(json)
        self.text = text
    }

    /// An answer of many items, which are never all there at once.
    package init(
        items: @autoclosure @escaping @Sendable () -> any Sequence<JSON>,
        text: @autoclosure @escaping @Sendable () -> String
    ) {
        exit = .yes
        notes = []
        document = .items(items)
        self.text = text
    }
}
