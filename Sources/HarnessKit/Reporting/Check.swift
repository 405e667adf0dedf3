/// A row of the one `doctor`: something that must hold for the harness to work here.
package struct Check: Sendable {
    package let name: String
    package let run: @Sendable (Context, Workspace) throws -> Health

    package init(_ name: String, _ run: @escaping @Sendable (Context, Workspace) throws -> Health) {
        self.name = name
        self.run = run
    }

    /// What it finds; a check that fails is a finding too.
    package func health(in context: Context, _ workspace: Workspace) -> Health {
        do {
            return try run(context, workspace)
        } catch {
            let failure = Failure(translating: error)
            return .bad(failure.message, mend: failure.hint)
        }
    }
}

/// How something stands, and what mends it.
package struct Health: Sendable, Equatable {
    package enum Grade: String, Sendable, CaseIterable { case ok, warn, bad }

    package let grade: Grade
    package let finding: String
    package let mend: String?

    package static func ok(_ finding: String) -> Health { Health(grade: .ok, finding: finding, mend: nil) }

    package static func warn(_ finding: String, mend: String?) -> Health {
        Health(grade: .warn, finding: finding, mend: mend)
    }

    package static func bad(_ finding: String, mend: String?) -> Health {
        Health(grade: .bad, finding: finding, mend: mend)
    }
}
