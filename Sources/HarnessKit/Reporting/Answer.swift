/// What a command found or did, in both of its forms; rendered in one place, by `Reporter`.
package struct Answer: Sendable {
    package var exit: ExitCode
    /// The exit status of a program whose place this command takes, where that is not its own.
    package var status: Int32?
    /// The exact command to type next.
    package var next: String?
    /// Whether standard output carries the text alone, for `ID=$(…)`; what comes next is then said beside it.
    package var isBare = false
    /// Whether the text is handed on to a program, with every byte that it has.
    package var isVerbatim = false
    /// Lines for the person beside the terminal; they go to standard error and never into JSON.
    package var notes: [String]
    let document: Document
    let text: @Sendable () -> String

    /// The answer for programs: one value, or the objects of an array, written one by one.
    enum Document: Sendable {
        case value(@Sendable () -> JSON)
        case items(@Sendable (inout JSONItems) throws -> Void)
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
        items: @escaping @Sendable (inout JSONItems) throws -> Void,
        text: @autoclosure @escaping @Sendable () -> String
    ) {
        exit = .yes
        notes = []
        document = .items(items)
        self.text = text
    }
}
