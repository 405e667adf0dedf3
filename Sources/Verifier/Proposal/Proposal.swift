import HarnessKit

/// What was found of a project, as far as a first scenario needs it; a sibling module finds it.
package struct Proposal: Sendable {
    /// What the project is called.
    package var name = ""
    /// What can be run, the likeliest first.
    package var applications: [ProposedApplication] = []
    /// What builds the project, in this order.
    package var build: [ProposedCommand] = []
    /// Whether tests and programs take what the build made, and do not build by themselves.
    package var buildsApart = false
    /// What tests it, the likeliest first.
    package var tests: [ProposedCommand] = []
    /// Ignored folders that a copy of the project needs too.
    package var share: [String] = []
    /// What could not be looked at.
    package var notes: [String] = []

    package init() {}
}

/// A command, where it runs, and what speaks for it.
package struct ProposedCommand: Sendable {
    package var argv: [String] = []
    /// Relative to the project; nil for its top.
    package var folder: String?
    package var environment: [String: String] = [:]
    /// A line for a person, such as "package.json:7: scripts.test".
    package var why = ""

    package init() {}
}

/// An application, and how it is started.
package struct ProposedApplication: Sendable {
    package var kind = Application.Kind.server
    package var name = ""
    /// Empty where nothing says it.
    package var start = ProposedCommand()
    /// A port that stands in its code; `{{port}}` stands in the command or its variables otherwise.
    package var port: Int?
    /// Whether nothing was found that sets its port.
    package var needsPort = false
    /// A path that answers when it is ready.
    package var ready: String?
    /// A path that its code answers, where none says that it is ready.
    package var route: String?

    package init() {}
}

extension Proposal {
    /// The likeliest kind of application; nothing serves where nothing was found that does.
    var kind: Application.Kind { applications.first?.kind ?? .library }

    /// The likeliest application of that kind, or of any.
    func application(of kind: Application.Kind?) -> ProposedApplication? {
        guard let kind else { return applications.first }
        return applications.first { $0.kind == kind }
    }
}
