import HarnessKit

/// How a tool prints an error: a pattern, perhaps with one that came before it, and examples of both.
///
/// Groups named file, line, column and message are what an error has. What the opening found holds until the
/// pattern is met, so that what stands on two lines becomes one error.
struct ErrorRow: Sendable {
    /// How long what the opening found holds.
    enum Reach: Sendable {
        /// For one error, so many lines later at most.
        case once(Int)
        /// For all that follow, up to an empty line.
        case paragraph
    }

    let tool: String
    /// Words of which a line must hold one, before any pattern is tried.
    let marks: [String]
    let opening: String?
    let reach: Reach
    let pattern: String
    /// What is printed, and each error as it is to be read.
    let examples: [(text: String, errors: [String])]
    /// What looks like it and is none.
    let misses: [String]

    init(
        _ tool: String, marks: [String], opening: String? = nil, _ reach: Reach = .once(1), pattern: String,
        examples: [(text: String, errors: [String])], misses: [String]
    ) {
        self.tool = tool
        self.marks = marks
        self.opening = opening
        self.reach = reach
        self.pattern = pattern
        self.examples = examples
        self.misses = misses
    }

    /// The order is that in which they are tried on a line; the first that knows it counts.
    static let all = compilers + linters + runners
}
