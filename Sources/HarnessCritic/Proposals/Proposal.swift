import HarnessKit

/// A change that somebody is to judge; the JSON within its document is what `accept` goes by.
struct Proposal: JSONRecord {
    static let title = "a proposal"
    static let isClosed = false
    static let fields: [Field<Self>] = [
        .constant("schema", "harness.proposal/1", "the form"), .required("proposal", \.name, "its name"),
        .required("pattern", \.pattern, "what it is to prevent"), .required("made", \.made, "when it was written"),
        .defaulted("occurrences", \.occurrences, "how often that had happened by then"),
        .optional("agents_text", \.agentsText, "a rule to add to AGENTS.md"),
        .optional("check", \.check, "a step to add to validation.json"),
    ]
    static let alternatives = [["agents_text", "check"]]

    var name = ""
    var pattern = ""
    var made = ""
    var occurrences = 0
    var agentsText: String?
    var check: Check?

    init() {}

    init(_ finding: Finding, at now: Date) {
        name = "\(now.day)-\(finding.pattern)"
        pattern = finding.pattern
        made = now.iso8601
        occurrences = finding.occurrences
        switch finding.change {
        case .agents(let text): agentsText = text
        case .check(let check): self.check = check
        }
    }

    var change: Change { check.map(Change.check) ?? .agents(agentsText ?? "") }

    static let folder = "docs/harness-proposals"
    var path: String { "\(Self.folder)/\(name).md" }

    /// The document: why, what exactly, and how to say yes or no.
    func document(_ finding: Finding, _ target: Target) -> String {
        """
        # \(finding.title)

        \(FindingPage(finding: finding).happened); \(finding.cost.words). Priority \(finding.priority.rawValue), \
        confidence \
        \(Int((finding.confidence * 100).rounded())) %. Looked for: \(finding.rule.about).

        Why, as far as one can guess: \(finding.hypothesis).

        \(finding.examples.map { "- \(FindingPage.line($0))" }.joined(separator: "\n"))

        ## The change

        ```diff
        \(Patch.text(of: target.file, from: target.before, to: target.after))
        ```

        ## Yes or no

        `harness-critic accept \(name)`, or `harness-critic decline \(name) --reason TEXT`. Whoever edits the \
        change edits \
        it here: this is what is applied.

        ```json
        \(json.text(.indented))
        ```

        """
    }

    /// Reads a document; the last block of JSON in it is the proposal.
    static func parse(_ text: String, named path: String) throws -> Proposal {
        let opening = "\n```json\n"
        guard let start = text.ranges(of: opening).last?.upperBound,
            let end = text[start...].ranges(of: "\n```").first?.lowerBound
        else {
            throw Failure(
                .malformed, "\(path) has no block of JSON with the change",
                hint: "run 'harness-critic propose PATTERN' to write it again")
        }
        return try JSON.Source(name: path, bytes: Bytes(text[start..<end].utf8)).decode()
    }
}
