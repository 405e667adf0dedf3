import HarnessKit

/// A change to the harness was written down for somebody to judge.
package struct ProposalWritten: EventBody {
    package static let kind = "proposal.written"
    package static let fields: [Field<Self>] = [
        .required("proposal", \.proposal, "its name"), .required("pattern", \.pattern, "what it is to prevent"),
        .required("path", \.path, "where it lies in the project"),
        .defaulted("occurrences", \.occurrences, "how often that had happened"),
    ]

    package var proposal = ""
    package var pattern = ""
    package var path = ""
    package var occurrences = 0

    package init() {}
}

/// Somebody said yes: the change is made. What happens from here on is compared with what was before.
package struct ProposalAccepted: EventBody {
    package static let kind = "proposal.accepted"
    package static let fields: [Field<Self>] = [
        .required("proposal", \.proposal, "its name"), .required("pattern", \.pattern, "what it is to prevent"),
        .required("file", \.file, "what was changed"),
        .optional("before_sha256", \.before, "its bytes before; absent where there was no such file"),
        .required("after_sha256", \.after, "its bytes since then"),
    ]

    package var proposal = ""
    package var pattern = ""
    package var file = ""
    package var before: String?
    package var after = ""

    package init() {}
}

/// Somebody said no, and why; it is not proposed again by itself.
package struct ProposalDeclined: EventBody {
    package static let kind = "proposal.declined"
    package static let fields: [Field<Self>] = [
        .required("proposal", \.proposal, "its name"), .required("pattern", \.pattern, "what it was to prevent"),
        .required("reason", \.reason, "why not"),
    ]

    package var proposal = ""
    package var pattern = ""
    package var reason = ""

    package init() {}
}
